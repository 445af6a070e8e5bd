"""The web server of `movierec serve`: sign-in, limits, and a process of the app for each visitor."""
