"""The page itself: the script that Streamlit runs, its frame, the open dataset and the error box."""
