"""The threads of the app, each behind an object that takes requests and tells what it found out."""
