# 报藏 in one container. Everything that must last lies in the volume /data.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1
WORKDIR /app

COPY requirements.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

COPY manage.py ./
COPY archive/ archive/
COPY search/ search/
COPY locale/ locale/
COPY templates/ templates/
COPY static/ static/
COPY seeds/ seeds/

# The settings want a key and a folder. Neither of these two stays in the image.
RUN SECRET_KEY=unused DATA_DIR=/tmp/build python manage.py collectstatic --noinput --verbosity 0 && rm -r /tmp/build

RUN useradd --uid 10001 --home-dir /data --no-create-home baozang && mkdir /data && chown baozang /data
USER baozang
VOLUME /data

# gunicorn itself reads PORT and WEB_CONCURRENCY (its workers).
ENV DATA_DIR=/data PORT=8000 WEB_CONCURRENCY=2
EXPOSE 8000
HEALTHCHECK --start-period=60s CMD python -c "import urllib.request; urllib.request.urlopen('http://127.0.0.1:$PORT/healthz', timeout=20)"
CMD ["sh", "-c", "python manage.py migrate --verbosity 0 && python manage.py update_index --age 1 --verbosity 0 && exec python -m gunicorn --config python:archive.gunicorn"]
