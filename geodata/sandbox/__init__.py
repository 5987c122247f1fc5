"""Reads an untrusted file in a child process that can do little else, and hands back a checked draft."""
