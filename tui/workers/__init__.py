"""The threads of the app, each behind an object that takes requests and reports results."""
