import nox


@nox.session
def tests(session):
    session.run("pytest")


@nox.session
def typing(session):
    session.run("mypy")
