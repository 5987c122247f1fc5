"""Builds the tables that engines are asked, with their statistics, and writes them as one file."""
