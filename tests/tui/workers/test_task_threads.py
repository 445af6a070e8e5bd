import threading

from tui.workers.task_threads import InOrder, NewestWins


def refuse(error):
    raise AssertionError from error


def test_work_is_done_in_order():
    done = []
    thread = InOrder("test", refuse)
    thread.start()
    for number in range(100):
        thread.put(lambda n=number: done.append(n))
    assert thread.close(5)
    assert done == list(range(100))


def test_only_the_newest_of_a_slot_is_done():
    done, begun, go = [], threading.Event(), threading.Event()
    thread = NewestWins("test", refuse)
    thread.start()
    thread.put("rank", lambda: (begun.set(), go.wait(30), done.append(0)))
    assert begun.wait(30)
    for number in range(1, 9):
        thread.put("rank", lambda n=number: done.append(n))
    last = threading.Event()
    thread.put("other", lambda: (done.append("other"), last.set()))
    go.set()
    assert last.wait(30)
    assert thread.close(5)
    assert done == [0, 8, "other"]


def test_an_error_is_told_and_the_thread_goes_on():
    told, done = [], threading.Event()
    thread = NewestWins("test", told.append)
    thread.start()

    def fail():
        raise ValueError("no")

    thread.put("a", fail)
    thread.put("b", done.set)
    assert done.wait(30)
    assert [str(error) for error in told] == ["no"]
    assert thread.close(5)


def test_closing_does_not_wait_for_work_that_hangs():
    hang, begun = threading.Event(), threading.Event()
    thread = NewestWins("test", refuse)
    thread.start()
    thread.put("rank", lambda: (begun.set(), hang.wait(30)))
    assert begun.wait(30)
    assert not thread.close(0.01)
    hang.set()


def test_idle_work_is_done_between_other_work():
    idle = threading.Event()
    thread = NewestWins("test", refuse, idle=idle.set, idle_after=0.01)
    thread.start()
    assert idle.wait(30)
    assert thread.close(5)
