"""Accounts are kept for their user alone, and no token ever shows."""

import copy
import dataclasses
import json
import logging
import os
import pickle
import stat
import threading
import traceback

import pytest
from qiskit import QuantumCircuit

from qiskit_uplift import Journal, capabilities
from qiskit_uplift.conformance import check
from qiskit_uplift.conformance.report import write_report
from qiskit_uplift.exceptions import (
    AccountError,
    AccountNotFoundError,
    LoginError,
    OptionError,
    VersionError,
)
from qiskit_uplift.service import (
    Account,
    LocalService,
    ProviderService,
    Token,
    account_file,
    delete_account,
    find_account,
    save_account,
    saved_accounts,
    use_account,
)
from qiskit_uplift.service.account_file import accounts_path
from qiskit_uplift.service.login import log_in
from tests.service.providers import Old

SECRET = "s3cr3t-0f-n0-0ne"


class Guarded(Old):
    """A provider that takes a token and remembers what it was made with."""

    def __init__(self, token=None, url=None, *, computer=None):
        super().__init__()
        if url == "refuse":
            raise ValueError(f"bad login with {token}")
        self.made_with = {"token": token, "url": url, "computer": computer}
        for backend in self.known:
            backend.token = token  # as a client does that a backend holds


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    for name in ("TOKEN", "URL", "INSTANCE", "ACCOUNT"):
        monkeypatch.delenv(f"QISKIT_UPLIFT_{name}", raising=False)
    folder = tmp_path / "config"
    monkeypatch.setenv("QISKIT_UPLIFT_HOME", str(folder))
    return folder


# --- what is saved


def test_what_is_saved_comes_back():
    save_account(provider="ionq", token=SECRET, url="u", instance="i", name="work", retries=3)
    (found,) = saved_accounts().values()
    assert found == Account("work", "ionq", Token(SECRET), "u", "i", {"retries": 3}, True)
    assert found.token.reveal() == SECRET
    assert saved_accounts(provider="iqm") == {}
    assert list(saved_accounts(provider="ionq")) == list(saved_accounts(name="work")) == ["work"]
    assert delete_account("work")
    assert not delete_account("work")
    assert saved_accounts() == {}


def test_names_and_the_default():
    save_account(provider="ionq", token="a")
    save_account(provider=Guarded, token="b")
    save_account(token="c", set_as_default=True)
    assert list(saved_accounts()) == ["ionq", "Guarded", "default"]
    assert find_account().name == "default"
    use_account("ionq")
    assert find_account().token.reveal() == "a"
    with pytest.raises(AccountNotFoundError, match="Did you mean 'ionq'"):
        use_account("iomq")
    delete_account("ionq")
    with pytest.raises(AccountNotFoundError, match="QISKIT_UPLIFT_TOKEN"):
        find_account()


def test_nothing_is_replaced_unasked():
    save_account(name="work", token="old")
    with pytest.raises(AccountError, match="overwrite=True"):
        save_account(name="work", token="new")
    assert find_account("work").token.reveal() == "old"
    save_account(name="work", token="new", overwrite=True)
    assert find_account("work").token.reveal() == "new"


def test_what_json_cannot_hold_is_refused():
    with pytest.raises(AccountError, match="session isn't saved"):
        save_account(name="work", session=object())
    with pytest.raises(AccountError, match="isn't empty"):
        save_account(name="work", token=" ")
    assert not accounts_path().exists()


@pytest.mark.parametrize(
    "url", [f"https://me:{SECRET}@example.org", f"https://example.org/?api_key={SECRET}"]
)
def test_an_address_holds_no_credential(url, monkeypatch):
    for use in (lambda: save_account(name="work", url=url), lambda: Account("work", url=url)):
        with pytest.raises(AccountError, match=r"'work': its url .* pass it as token=") as caught:
            use()
        assert SECRET not in str(caught.value)
    assert saved_accounts() == {}
    monkeypatch.setenv("QISKIT_UPLIFT_URL", url)
    monkeypatch.setenv("QISKIT_UPLIFT_TOKEN", SECRET)
    with pytest.raises(AccountError, match="url") as caught:
        find_account()
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("url", [5, "https://[", b"https://example.org"])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(AccountError, match="url"):
        save_account(name="work", token=SECRET, url=url)
    save_account(name="work", token=SECRET, url="https://me@example.org:8080/a?b=c")


def test_a_name_is_a_text():
    with pytest.raises(AccountError, match="a text, and not 5"):
        save_account(name=5, token=SECRET)


def test_an_account_of_plain_text_hides_it_too():
    account = Account("work", token=SECRET, extra={"api_key": SECRET, "retries": 2})
    assert SECRET not in repr(account) + repr(account.described())
    assert account.token.reveal() == account.extra["api_key"].reveal() == SECRET
    with pytest.raises(AccountError, match="isn't empty"):
        Account("work", token="")


# --- who may read it


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_only_its_user_can_read_it():
    before = os.umask(0)
    try:
        save_account(name="work", token=SECRET)
    finally:
        os.umask(before)
    path = accounts_path()
    assert mode(path) == 0o600
    assert mode(path.parent) == 0o700
    assert {each.name for each in path.parent.iterdir()} <= {path.name, "accounts.lock"}


def test_credentials_among_the_further_arguments_are_hidden_too():
    save_account(name="work", api_key=SECRET, auth={"password": SECRET, "user": "me"}, retries=2)
    found = saved_accounts()["work"]
    assert SECRET not in repr(found) + repr(found.described())
    assert found.extra["api_key"].reveal() == found.extra["auth"]["password"].reveal() == SECRET
    assert found.described()["extra"] == {
        "api_key": "Token(hidden)", "auth": {"password": "Token(hidden)", "user": "me"},
        "retries": 2,
    }  # fmt: skip

    class Provider:
        backends = ()

        def __init__(self, api_key, auth, retries):
            self.given = (api_key, auth, retries)

    made = log_in(Provider, found)
    assert made.given == (SECRET, {"password": SECRET, "user": "me"}, 2)


@pytest.mark.parametrize("wrong", [0o644, 0o640, 0o604])
def test_a_file_that_others_can_read_is_refused_with_what_mends_it(wrong):
    save_account(name="work", token=SECRET)
    path = accounts_path()
    path.chmod(wrong)
    for use in (saved_accounts, find_account, lambda: save_account(name="b", token="x")):
        with pytest.raises(AccountError, match=r"chmod 600 '.*accounts\.json'") as caught:
            use()
        assert SECRET not in str(caught.value)
    command = str(caught.value).partition("Mend that by: ")[2].partition(". Tokens")[0]
    assert os.system(command) == 0
    assert find_account("work").token.reveal() == SECRET


def test_a_folder_that_others_can_write_to_is_refused():
    save_account(name="work", token=SECRET)
    accounts_path().parent.chmod(0o777)
    with pytest.raises(AccountError, match="chmod 700"):
        saved_accounts()


@pytest.mark.parametrize(
    "text", ['{"accounts": {"a": {"token": "%s"', '{"accounts": ["%s"]}', "%s"]
)
def test_a_broken_file_is_told_without_what_is_in_it(text):
    save_account(name="work", token=SECRET)
    accounts_path().write_text(text % SECRET)
    with pytest.raises(AccountError, match="isn't a file of accounts") as caught:
        saved_accounts()
    assert_hidden(caught.value)


def test_a_failed_write_leaves_the_old_file(monkeypatch):
    save_account(name="work", token=SECRET)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(AccountError, match="No space left on device") as caught:
        save_account(name="other", token=f"{SECRET}2")
    monkeypatch.undo()
    assert_hidden(caught.value)


def test_threads_lose_nothing_of_each_other():
    names = [f"account{number}" for number in range(12)]
    threads = [threading.Thread(target=save_account, kwargs={"name": name, "token": name})
               for name in names]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {name: found.token.reveal() for name, found in saved_accounts().items()} == {
        name: name for name in names
    }


def test_a_change_that_does_not_end_is_not_waited_for_for_ever(monkeypatch):
    monkeypatch.setattr(account_file, "LONGEST_WAIT", 0.1)
    with account_file.changing_accounts(), pytest.raises(AccountError, match="keyring"):
        save_account(name="work", token=SECRET)
    save_account(name="work", token=SECRET)
    assert list(saved_accounts()) == ["work"]


def test_where_nothing_can_be_written_says_what_to_do(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("QISKIT_UPLIFT_HOME", str(tmp_path / "file"))
    with pytest.raises(AccountError, match=r"can't be written: .* Set QISKIT_UPLIFT_HOME"):
        save_account(name="work", token=SECRET)


def test_what_is_no_file_is_told():
    accounts_path().mkdir(parents=True)
    for path in (accounts_path(), accounts_path().parent):
        path.chmod(0o700)
    with pytest.raises(AccountError, match="can't be read: Is a directory"):
        saved_accounts()


# --- the environment


def test_a_token_of_the_environment_goes_nowhere_else(monkeypatch):
    save_account(name="work", provider="ionq", token="saved", url="https://saved")
    monkeypatch.setenv("QISKIT_UPLIFT_TOKEN", SECRET)
    found = find_account()
    assert (found.name, found.url, found.token.reveal()) == ("environment", None, SECRET)
    monkeypatch.setenv("QISKIT_UPLIFT_URL", "https://mine")
    monkeypatch.setenv("QISKIT_UPLIFT_INSTANCE", "project")
    found = find_account()
    assert (found.url, found.instance) == ("https://mine", "project")
    monkeypatch.setenv("QISKIT_UPLIFT_ACCOUNT", "work")
    found = find_account()
    assert (found.name, found.provider, found.token.reveal()) == ("work", "ionq", SECRET)
    assert find_account("work").token.reveal() == "saved"
    monkeypatch.setenv("QISKIT_UPLIFT_ACCOUNT", "wrok")
    with pytest.raises(AccountNotFoundError, match="Did you mean 'work'"):
        find_account()
    monkeypatch.delenv("QISKIT_UPLIFT_ACCOUNT")
    monkeypatch.setenv("QISKIT_UPLIFT_TOKEN", "  ")
    with pytest.raises(AccountError, match="QISKIT_UPLIFT_TOKEN is blank"):
        find_account()


# --- into a provider


def test_a_class_gets_what_it_takes():
    save_account(name="work", token=SECRET, url="https://x")
    service = ProviderService(Guarded, account="work")
    assert service.provider.made_with == {"token": SECRET, "url": "https://x", "computer": None}
    assert ProviderService(Guarded, account=True).provider.made_with["token"] == SECRET
    assert ProviderService(Guarded).provider.made_with["token"] is None
    assert service.active_account()["name"] == "work"
    with pytest.raises(OptionError, match="provider's class"):
        ProviderService(Guarded(), account="work")


def test_names_are_declared_and_never_guessed():
    account = Account("work", token=Token(SECRET), instance="garnet")
    with pytest.raises(OptionError, match=r"takes no argument 'instance'.*arguments=") as caught:
        log_in(Guarded, account)
    assert SECRET not in str(caught.value)
    made = log_in(Guarded, account, {"instance": "computer"})
    assert made.made_with == {"token": SECRET, "url": None, "computer": "garnet"}
    assert log_in(Guarded, account, {"instance": None}).made_with["computer"] is None
    with pytest.raises(OptionError, match="no option 'tokne'"):
        log_in(Guarded, account, {"tokne": "token"})


def test_a_provider_file_declares_the_names(monkeypatch):
    class Named:
        def __init__(self, api_key, **more):
            self.api_key, self.more = api_key, more

    Named.__module__ = "qiskit_alice_bob_provider.remote"
    made = log_in(Named, Account("work", "alice_bob", Token(SECRET), "https://x"))
    assert (made.api_key, made.more) == (SECRET, {"url": "https://x"})
    with pytest.raises(OptionError, match="'instance'"):  # not declared, though **more takes it
        log_in(Named, Account("work", "alice_bob", Token(SECRET), instance="x"))


@pytest.mark.parametrize("whose", ["ionq", "some.module:Guarded"])
def test_one_providers_token_is_not_handed_to_another(whose):
    account = Account("work", whose, Token(SECRET))
    with pytest.raises(AccountError, match="is not handed to"):
        log_in(Guarded, account)


def test_a_refused_login_is_told_without_the_token():
    account = Account("work", token=Token(SECRET), url="refuse")
    with pytest.raises(LoginError, match=r"ValueError: bad login with \(hidden\)") as caught:
        log_in(Guarded, account)
    assert caught.value.remote_type == "ValueError"
    assert_hidden(caught.value)


# --- nothing shows it


def assert_hidden(error):
    """Neither the error, nor what hangs on it, nor the locals of our frames hold the token."""
    while error is not None:
        told = traceback.TracebackException.from_exception(error, capture_locals=True)
        ours = [frame for frame in told.stack if "qiskit_uplift" in frame.filename]
        assert ours or error.__traceback__ is None
        shown = "".join([str(error), repr(error), *(repr(frame.locals) for frame in ours)])
        assert SECRET not in shown
        error = error.__cause__ or error.__context__


def test_a_token_does_not_show_itself():
    token = Token(SECRET)
    account = Account("work", token=token, extra={"api_key": Token(SECRET)})
    for thing in (token, account, [token], {"t": token}):
        shown = [repr(thing), str(thing), f"{thing}", f"{thing!s:>40}"]
        shown.append(json.dumps(thing, default=str))
        assert not [text for text in shown if SECRET in text]
    assert f"{token:.3}" == repr(token)
    assert SECRET not in repr(dataclasses.asdict(account))
    assert SECRET not in repr(account.described())
    assert copy.deepcopy(token) is copy.copy(token) is token
    for thing in (token, account):
        with pytest.raises(TypeError):
            json.dumps(thing)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(TypeError, match="never pickled"):
                pickle.dumps(thing, protocol)
    with pytest.raises(TypeError, match="unhashable"):
        hash(token)
    assert token == Token(SECRET) != Token("other")
    assert not hasattr(token, "__dict__")


def test_the_token_is_nowhere_after_a_run(own_folder, caplog, capfd):
    """Searched are logs at DEBUG, output, the journal, pickles and errors."""
    caplog.set_level(logging.DEBUG)
    save_account(name="work", token=SECRET)
    journal = Journal(own_folder / "journal.sqlite3")
    service = ProviderService(Guarded, account="work", journal=journal)
    backend = service.backend("reference_line_5")
    circuit = QuantumCircuit(1, 1)
    circuit.measure(0, 0)
    sampler = backend.sampler(run_options={"memory": True})
    job = sampler.run([circuit], shots=5)
    job.result(60)
    with pytest.raises(LookupError) as caught:
        service.backend("nothing")
    journal.close()
    files = [path for path in own_folder.rglob("*") if path.is_file()]
    assert len(files) > 1
    holding = [path for path in files if SECRET.encode() in path.read_bytes()]
    assert holding == [accounts_path()]
    texts = [caplog.text, *capfd.readouterr(), repr(service), repr(backend), repr(job),
             repr(service.jobs()), repr(service.active_account()), repr(caught.value)]  # fmt: skip
    assert not [text for text in texts if SECRET in text]
    pickles = [pickle.dumps(each) for each in (service, backend, job)]
    assert not [data for data in pickles if SECRET.encode() in data]
    again = pickle.loads(pickles[1])
    assert again.token == SECRET  # it has logged in again
    assert pickle.loads(pickles[0]).backend("reference_line_9").num_qubits == 9
    assert pickle.loads(pickles[2]).result()[0].data.c.num_shots == 5


def test_the_token_is_in_no_report(tmp_path):
    """Searched are reports of the conformance kit in each format, a record, and capabilities."""
    save_account(name="work", token=SECRET)
    backend = ProviderService(Guarded, account="work", journal=False).backend("reference_line_5")
    assert backend.wrapped.token == SECRET
    only = ("target.attributes", "counts.ground-state", "counts.bit-order")
    report = check(backend, only=only, record=tmp_path / "record")
    assert report.passed
    for name in ("report.json", "report.html", "report.md", "report.xml", "report.svg"):
        write_report(report, tmp_path / name)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    written.remove(accounts_path())
    assert len(written) > 8
    assert [path for path in written if SECRET.encode() in path.read_bytes()] == []
    found = capabilities(backend)
    assert SECRET not in repr(found) + found.manifest.to_json() + repr(report)


def test_services_without_an_account_can_be_pickled():
    again = pickle.loads(pickle.dumps(LocalService(max_jobs=2)))
    assert again.backend("reference_line_5").limits.max_jobs == 2


# --- the keyring


def test_the_keyring_keeps_the_token(monkeypatch):
    import keyring
    from keyring.backend import KeyringBackend

    class Memory(KeyringBackend):
        priority = 1

        def __init__(self):
            super().__init__()
            self.kept = {}

        def set_password(self, service, username, password):
            self.kept[service, username] = password

        def get_password(self, service, username):
            return self.kept.get((service, username))

        def delete_password(self, service, username):
            del self.kept[service, username]

    before, memory = keyring.get_keyring(), Memory()
    keyring.set_keyring(memory)
    try:
        save_account(name="work", token=SECRET, keyring=True)
        assert SECRET not in accounts_path().read_text()
        assert memory.kept == {("qiskit-uplift", "work"): SECRET}
        assert saved_accounts()["work"].in_keyring
        assert find_account("work").token.reveal() == SECRET
        delete_account("work")
        assert memory.kept == {}
    finally:
        keyring.set_keyring(before)


def test_without_the_package_the_keyring_is_refused(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "keyring", None)
    with pytest.raises(VersionError, match=r"qiskit-uplift\[keyring\]"):
        save_account(name="work", token=SECRET, keyring=True)
    assert saved_accounts() == {}
