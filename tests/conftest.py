import os
import tempfile

# Tests keep nothing of their own and touch nothing of an installation beside them.
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="baozang-tests-")
os.environ.pop("DATABASE_URL", None)
os.environ.pop("SEARCH_URL", None)
