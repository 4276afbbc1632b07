"""How gunicorn serves the archive: ``gunicorn --config python:archive.gunicorn``. It reads PORT, WEB_CONCURRENCY (its
processes) and GUNICORN_CMD_ARGS itself."""

wsgi_app = "archive.wsgi"
worker_class = "archive.http.worker.Worker"
threads = 4
worker_connections = 400  # of each process; a process may commonly have 1024 files open
limit_request_line = 8190
preload_app = True
sendfile = False  # answers go through the worker, which sends them as they are taken
control_socket_disable = True  # else one is opened in the home folder
