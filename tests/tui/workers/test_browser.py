import webbrowser

from tui.workers import browser


def test_no_browser_of_the_terminal_is_started(monkeypatch):
    asked = []

    class Window:
        def open(self, link):
            asked.append(link)

    class Lynx(webbrowser.GenericBrowser):
        def open(self, *_):
            raise AssertionError("it would draw over the app")

    monkeypatch.setattr(webbrowser, "GenericBrowser", Lynx)
    monkeypatch.setattr(webbrowser, "get", lambda: Lynx("lynx"))
    browser._open("https://example.org")
    monkeypatch.setattr(webbrowser, "get", Window)
    browser._open("https://example.org")
    assert asked == ["https://example.org"]

    def none():
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", none)
    browser._open("https://example.org")
