# The dashboard as an image: nothing but the program, run by a user without rights on a read-only root.
#
#   docker build -t incident-map .
#   docker run --read-only --tmpfs /tmp -v library:/var/lib/incident-map -p 127.0.0.1:8501:8501 incident-map
#
# compose.yaml puts Caddy before it. tests/test_deployment.py runs the RUN lines of the first stage without Docker.
FROM python:3.13-slim AS build
WORKDIR /build
COPY . .
RUN python -m venv /opt/incident-map
RUN /opt/incident-map/bin/python -m pip install --no-cache-dir --require-hashes -r requirements.lock
RUN /opt/incident-map/bin/python -m pip install --no-cache-dir --no-deps .

FROM python:3.13-slim
RUN groupadd --system --gid 10001 incidents \
 && useradd --system --uid 10001 --gid incidents --home-dir /nonexistent --shell /usr/sbin/nologin incidents \
 && install -d -o incidents -g incidents -m 0700 /var/lib/incident-map \
 && install -d /etc/incident-map/.streamlit
COPY --from=build /opt/incident-map /opt/incident-map
USER incidents
ENV PATH=/opt/incident-map/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    INCIDENTS_LIBRARY=/var/lib/incident-map \
    INCIDENTS_LOG=json \
    STREAMLIT_SERVER_ADDRESS=0.0.0.0 \
    STREAMLIT_SERVER_HEADLESS=true
# Streamlit looks for .streamlit/secrets.toml, the login, in its working directory
WORKDIR /etc/incident-map
VOLUME /var/lib/incident-map
EXPOSE 8501
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=8s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8501/readyz', timeout=7)"]
ENTRYPOINT ["incident-map"]
