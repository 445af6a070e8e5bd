from tui.state.company import FEWEST, MOST, Person, company_of
from tui.state.profile_names import ProfileNames


def test_people_have_the_names_that_they_were_given():
    names = ProfileNames({"root": "anna"}, "root")
    assert company_of(["root", "bert"], names) == (Person("root", "anna"), Person("bert", "bert"))


def test_the_first_profile_is_you_until_it_has_a_name():
    assert company_of(["root"], ProfileNames({}, "root")) == (Person("root", "you"),)


def test_people_of_one_name_are_told_apart():
    names = ProfileNames({"root": "bert"}, "root")
    assert [person.name for person in company_of(["root", "bert"], names)] == ["bert", "bert (bert)"]


def test_a_list_is_for_as_many_people_as_the_engine_takes():
    from engine.serving import together

    assert (FEWEST, MOST) == (together.FEWEST, together.MOST)
