"""The floor: a Streamlit page with nothing but two lines of text."""

import streamlit as st

st.title("Incidents")
st.write("Nothing is drawn here.")
