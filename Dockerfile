# Le tableau de bord dans une image : un compte sans droits, un volume pour les données, aucun appel au dehors.
#   docker build -t portraits-qpv .
#   docker run -p 127.0.0.1:8501:8501 -v portraits-qpv:/donnees portraits-qpv
FROM python:3.11-slim-bookworm AS bibliotheques
COPY requirements.txt .
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements.txt

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin qpv
COPY --from=bibliotheques /opt/venv /opt/venv
WORKDIR /app
COPY app.py ./
COPY .streamlit .streamlit
COPY components components
COPY data data
COPY geo geo
COPY pages pages
# Un volume neuf reçoit les données livrées ; elles ne servent plus ensuite.
RUN mkdir /donnees && cp -r data/tables geo/contours /donnees/ && chown -R qpv /donnees
ENV PATH=/opt/venv/bin:$PATH \
    HOME=/tmp \
    PYTHONUTF8=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    QPV_DONNEES=/donnees
VOLUME /donnees
USER 10001
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["python", "-m", "streamlit", "run", "app.py", "--server.port", "8501", "--server.address", "0.0.0.0"]
