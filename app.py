"""The server: `streamlit run app.py` starts it here, `incident-map` from wherever it is installed."""

import streamlit as st

from dashboard.application import SCRIPT, options

app = st.App(SCRIPT, **options())  # Streamlit looks for this very call before it runs anything
