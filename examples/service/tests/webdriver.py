"""Headless Chromium, driven over W3C WebDriver with the standard library."""

import base64
import json
import pathlib
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request

from service import free_port, wait_until

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1200,900"),
)
TAB, SHIFT = "\ue004", "\ue008"


class WebDriverError(Exception):
    """A command that failed, by the name that WebDriver has for the fault."""


class Driver:
    """One chromedriver for all browsers of the tests."""

    def __init__(self):
        self.port = free_port()
        program = shutil.which("chromedriver") or "/usr/bin/chromedriver"
        self.log = tempfile.TemporaryFile()
        command = [program, f"--port={self.port}"]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        wait_until(self._is_ready, "chromedriver is ready")

    def _is_ready(self):
        try:
            return self.send("GET", "/status")["ready"]
        except OSError:
            return False

    def send(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            fault = json.load(error)["value"]
            raise WebDriverError(f"{path}: {fault['error']}: {fault['message']}") from None

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


class Browser:
    """A session with a profile and a download folder of its own."""

    def __init__(self, driver, javascript=True):
        self.driver = driver
        self.folder = tempfile.mkdtemp(prefix="certmint-browser-")
        self.downloads = pathlib.Path(self.folder, "downloads")
        self.downloads.mkdir()
        setting = "profile.managed_default_content_settings.javascript"
        preferences = {"download.default_directory": str(self.downloads), "download.prompt_for_download": False}
        options = {
            "args": [*FLAGS, f"--user-data-dir={self.folder}/profile"],
            "binary": shutil.which("chromium") or "/usr/bin/chromium",
            "prefs": {**preferences, **({} if javascript else {setting: 2})},
        }
        capabilities = {"browserName": "chrome", "goog:chromeOptions": options}
        session = driver.send("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self.path = f"/session/{session['sessionId']}"

    def close(self):
        try:
            self.driver.send("DELETE", self.path)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def send(self, method, path, body=None):
        return self.driver.send(method, self.path + path, body)

    def open(self, url):
        self.send("POST", "/url", {"url": url})

    @property
    def url(self):
        return self.send("GET", "/url")

    @property
    def title(self):
        return self.send("GET", "/title")

    def all(self, selector):
        found = self.send("POST", "/elements", {"using": "css selector", "value": selector})
        return [Element(self, reference[ELEMENT]) for reference in found]

    def one(self, selector):
        found = self.all(selector)
        if len(found) != 1:
            raise AssertionError(f"{len(found)} of {selector} in {self.url}:\n{self.source()[:3000]}")
        return found[0]

    def text(self, selector):
        return self.one(selector).text

    def source(self):
        return self.send("GET", "/source")

    def script(self, text, *arguments):
        return self.send("POST", "/execute/sync", {"script": text, "args": list(arguments)})

    def devtools(self, command, **parameters):
        return self.send("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def cookies(self):
        return self.send("GET", "/cookie")

    def press(self, key):
        actions = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self.send("POST", "/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def downloaded(self, ending):
        """Waits until the one download with this ending is complete, and takes it away."""
        path = wait_until(lambda: self._complete(ending), f"a download of {ending}")
        content = path.read_bytes()
        path.unlink()
        return path.name, content

    def _complete(self, ending):
        """The one file with this ending: Chromium reserves its name by an empty file, and moves the contents there."""
        files = [*self.downloads.iterdir()]
        found = [file for file in files if file.name.endswith(ending) and file.stat().st_size > 0]
        return found[0] if found and len(files) == 1 else None

    def screenshot(self):
        return base64.b64decode(self.send("GET", "/screenshot"))


class Element:
    def __init__(self, browser, identifier):
        self.browser = browser
        self.path = f"/element/{identifier}"
        self.identifier = identifier

    def send(self, method, path, body=None):
        return self.browser.send(method, self.path + path, body)

    @property
    def text(self):
        return self.send("GET", "/text")

    def attribute(self, name):
        return self.send("GET", f"/attribute/{name}")

    def value(self):
        return self.send("GET", "/property/value")

    def click(self):
        self.send("POST", "/click", {})

    def follow(self):
        """Clicks, and waits for the next page: the click returns before its loading has begun."""
        old = self.browser.one("html")
        self.click()
        wait_until(old.is_gone, "the next page")

    def is_gone(self):
        try:
            self.send("GET", "/name")
        except WebDriverError:
            return True
        return False

    def type(self, text):
        self.send("POST", "/value", {"text": text})

    def clear(self):
        self.send("POST", "/clear", {})

    def one(self, selector):
        found = self.send("POST", "/elements", {"using": "css selector", "value": selector})
        assert len(found) == 1, f"{len(found)} of {selector}"
        return Element(self.browser, found[0][ELEMENT])

    def choose(self, value):
        """Takes the option with this value."""
        self.one(f'option[value="{value}"]').click()
