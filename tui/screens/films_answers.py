"""What the threads tell the main screen, taken into the desk; and when a new order may be shown.

A ranking of marks that have changed since is dropped; one that would move the rows under moving fingers is held.
"""

from __future__ import annotations

from engine.movies import clean_text
from engine.profiles.marks import Mark
from tui.screens.films_view import FilmsView
from tui.state import messages
from tui.theme import glyphs

REST = 1.0
"""Seconds without a move of the cursor before a new order is shown."""


class FilmsAnswers(FilmsView):
    _titles_asked = ("", "")
    """The job and its stage at which the titles were last asked for: they come while it goes on."""

    def on_engine_ready(self, message: messages.EngineReady) -> None:
        self.version, self.dataset = message.version, message.dataset
        self._opening, self._failure, self.newer, self.gain, self._trouble = False, None, None, None, ""
        self._mine_stale = True
        self.desk.open_catalogue(message.recommender.titles, message.dataset.catalogue)
        self._rank()
        self._app.close_set_up()
        self._paint()

    def on_titles_ready(self, message: messages.TitlesReady) -> None:
        if self.desk.ranks:
            return
        self.dataset, self._opening, self._mine_stale = message.dataset, False, True
        self.desk.open_catalogue(message.titles, message.dataset.catalogue, ranks=False)
        self._app.titles_opened()
        self._paint()

    def on_engine_failed(self, message: messages.EngineFailed) -> None:
        self._opening = False
        if not message.set_up:
            self._failure = ("Nothing is set up yet", "D offers the data sets")
            self._app.offer_set_up()
        else:
            self._failure = (clean_text(message.message), clean_text(message.remedy))
            self.say(f"{message.message} {glyphs.DOT} {message.remedy}".rstrip(f" {glyphs.DOT}"), "bad")
        self._paint()

    def on_engine_news(self, message: messages.EngineNews) -> None:
        self._trouble, self.newer, self.gain = clean_text(message.trouble), message.newer, message.gain
        self._paint_lines()

    def on_marks_read(self, message: messages.MarksRead) -> None:
        if message.profile != self._app.profile:
            return
        self._undoable = message.undoable
        if not message.marks and not self._touched:
            self._box.focus()
        self._take_marks(message.marks)

    def on_mark_saved(self, message: messages.MarkSaved) -> None:
        if message.profile != self._app.profile:
            return
        self._undoable = message.undoable
        self.say(message.words, "good")  # empty for a plain mark: the line's right end names it
        self._take_marks(message.marks)

    def _take_marks(self, marks: tuple[Mark, ...]) -> None:
        self.desk.take_marks(marks)
        self._mine_stale = True
        self._rank()
        self._paint()

    def _rank(self) -> None:
        """Have the marks ranked, once both they and a version are there: no first list that is replaced at once."""
        if self.desk.ranks and self.desk.revision:
            self._app.ranking.rank(self.desk.revision, self.desk.marks, self.desk.dials, self._app.profile)

    def _ask_similar(self) -> None:
        """Have the films of the page in front found, where they are not yet."""
        page = self.desk.page
        if page.kind == "similar" and page.waiting and page.movie is not None:
            self._app.ranking.similar(page.movie, self.desk.marks, self.desk.dials)

    def on_mark_refused(self, message: messages.MarkRefused) -> None:
        if not self.desk.revision:  # the marks cannot be read: the popular films can still be shown
            self._take_marks(())
        self.say(
            f"{message.message} {glyphs.DOT} {message.remedy}" if message.remedy else message.message,
            "quiet" if message.calm else "bad",
        )

    def on_rank_ready(self, message: messages.RankReady) -> None:
        if message.revision != self.desk.revision:
            return
        if self._failure is not None:
            self._failure, self._said = None, ("", "quiet")
        self.desk.match(message.matched)
        self._mine_stale = True
        self._keep()
        resting = self._app.clock() - self._moved_at
        another = self.desk.turned
        if self.desk.rank(message.rows, hold=resting < REST, cut=message.cut):
            self._rest_again(REST - resting)
        self._ranked_in = f"ranked in {round(message.seconds * 1000)} ms"
        top = self.desk.rows()[:1] if another and self.desk.page.kind == "for_you" else ()
        self._paint(on=top[0].movie.id if top else None)

    def on_similar_ready(self, message: messages.SimilarReady) -> None:
        if self.desk.similar(message.movie, message.rows):
            self._paint()

    def on_job_moved(self, message: messages.JobMoved) -> None:
        if message.status.alive and (self.job is None or self.job.id != message.status.id):
            self._said = ("", "quiet")  # how the job before ended
        self.job = message.status
        status = message.status
        if status.stage == "done" and status.version and status.version != self.version:
            if self.version and not self._app.watching_job:
                self.newer = status.version
            else:
                self._app.ranking.open()
        elif status.alive and not self.desk.ranks and (status.id, status.stage) != self._titles_asked:
            self._titles_asked = status.id, status.stage
            self._app.ranking.open_titles()
        elif not status.alive and any(event.final for event in message.events) and status.stage == "failed":
            self.say(f"{status.message} {glyphs.DOT} {status.remedy}" if status.remedy else status.message, "bad")
        self._app.show_job(message)
        self._paint_lines()

    def on_unexpected(self, message: messages.Unexpected) -> None:
        if not self.desk.ranked_once:
            self._opening, self._failure = False, ("The films cannot be shown", message.message)
            self._paint()
        self.say(message.message, "bad")

    def _rest_again(self, seconds: float) -> None:
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(max(seconds, 0.05), self._rested)

    def _rested(self) -> None:
        self._rest = None
        waited = self._app.clock() - self._moved_at
        if self.desk.held is None:
            return
        if waited < REST:
            self._rest_again(REST - waited)
        else:
            self._keep()
            self.desk.apply_held()
            self._paint()

    def _keep(self) -> None:
        """The film that was marked last stays under the cursor, though the mark takes it out of the list."""
        row = self.films.row
        if row is not None and row.movie.id == self._marked:
            self.desk.keep(row, self.films.cursor)
