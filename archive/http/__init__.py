"""What every request meets, whatever it asks for."""

# Bytes of a body that are collected before a thread takes up the request; only who is logged in may send more.
LONGEST_BODY = 64 * 1024
