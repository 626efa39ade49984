"""What the tests of the start share."""

import pathlib
import shutil
import tempfile
import unittest

from sdk import subject, validity
from service import Service

ROOT = {
    **{"type": "ROOT", "distinguished_name": subject("Root"), "key_algorithm": "EC256"},
    **{"signature_algorithm": "SHA256", "validity": validity("YEAR", 10)},
}


def leaf_of(root, key="EC256"):
    return {
        **{"issuer_id": root, "distinguished_name": {"common_name": "leaf"}, "key_algorithm": key},
        **{"signature_algorithm": "SHA256", "validity": validity("DAY", 30)},
    }


class Started(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="certmint-start-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def service(self, *arguments, **options):
        service = Service(*arguments, **{"data": self.folder / "data", **options})
        self.addCleanup(service.discard)
        return service.start()

    def create(self, service, path, body):
        status, answer = service.json("POST", path, body)
        self.assertEqual(status, 200, answer)
        return next(iter(answer.values()))

    def file(self, name, content, mode=0o600):
        path = self.folder / name
        path.write_text(content, encoding="utf-8")
        path.chmod(mode)
        return path
