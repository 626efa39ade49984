"""The official client and lists: filters, orders and pages."""

import unittest

from sdk import ClientTest, OnPostgres, validity
from tools import Key

FORWARD, BACKWARD = "ASC", "DESC"


class Lists:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        self = cls()
        cls.roots = [self.root(name, validity=validity("YEAR", years)) for name, years in cls.ROOTS]
        cls.subs = [self.subordinate(cls.roots[0], "middle sub"), self.subordinate(cls.roots[1], "100%_sub")]
        cls.pending = self.pending("waiting")
        cls.disabled, cls.deleted = self.root("disabled"), self.root("deleted")
        cls.revoked = self.subordinate(cls.roots[0], "revoked")
        self.client.disable_certificate_authority(ca_id=cls.disabled)
        self.client.disable_certificate_authority(ca_id=cls.deleted)
        self.client.delete_certificate_authority(ca_id=cls.deleted, pending_days="7")
        self.client.revoke_certificate_authority(ca_id=cls.revoked, body={})
        cls.from_csr = self.csr(cls.roots[0], Key().csr("/CN=alpha of a csr"), type="INTERMEDIATE_CA")
        cls.leaves = [
            self.apply(cls.roots[n % 3], f"{name}.example.org", validity=validity("DAY", days))
            for n, (name, days) in enumerate([("kilo", 9), ("india", 7), ("lima", 8), ("juliett", 5), ("100%_leaf", 6)])
        ]
        self.client.revoke_certificate(certificate_id=cls.leaves[2], body={})

    ROOTS = [("alpha", 12), ("charlie", 11), ("bravo", 13)]

    def authorities(self, **query):
        answer = self.client.list_certificate_authority(**query)
        self.assertEqual(set(answer), {"total", "certificate_authorities"})
        return answer["total"], answer["certificate_authorities"]

    def certificates(self, **query):
        answer = self.client.list_certificate(**query)
        self.assertEqual(set(answer), {"total", "certificates"})
        return answer["total"], answer["certificates"]

    @staticmethod
    def ids(rows):
        return [row.get("ca_id") or row["certificate_id"] for row in rows]

    def test_entries_are_what_is_shown(self):
        total, rows = self.authorities(limit=100)
        self.assertEqual(total, len(rows))
        for row in rows:
            self.assertEqual(row, self.authority(row["ca_id"]))
        for row in self.certificates()[1]:
            self.assertEqual(row, self.client.show_certificate(certificate_id=row["certificate_id"]))

    def test_authorities_of_csrs_are_not_listed(self):
        _, rows = self.authorities(limit=100)
        self.assertNotIn(self.from_csr, self.ids(rows))
        self.assertEqual(self.authorities(name="of a csr"), (0, []))

    def test_newest_first_unless_told_otherwise(self):
        for listed, query in ((self.authorities, {"limit": 100}), (self.certificates, {})):
            newest = self.ids(listed(**query)[1])
            for sorting in ({"sort_key": "create_time"}, {"sort_dir": BACKWARD}):
                self.assertEqual(self.ids(listed(**query, **sorting)[1]), newest)
            self.assertEqual(self.ids(listed(**query, sort_dir=FORWARD)[1]), newest[::-1])
        self.assertEqual(self.ids(self.certificates()[1]), self.leaves[::-1])
        self.assertEqual(self.ids(self.authorities(limit=100, sort_dir=FORWARD)[1])[:3], self.roots)

    def sorted_by(self, listed, key, value, count):
        """Asserts both orders, and that pages of two make up the whole."""
        for direction in (FORWARD, BACKWARD):
            _, rows = listed(limit=100, sort_key=key, sort_dir=direction)
            values = [value(row) for row in rows]
            self.assertEqual(values, sorted(values, reverse=direction == BACKWARD), (key, direction))
            self.assertEqual(len(rows), count)
            self.assertGreater(len({*values}), 1)
            pages = []
            for offset in range(0, count, 2):
                pages += listed(limit=2, offset=offset, sort_key=key, sort_dir=direction)[1]
            self.assertEqual(self.ids(pages), self.ids(rows))

    def test_authorities_sorted(self):
        count = self.authorities()[0]
        self.sorted_by(self.authorities, "create_time", lambda row: row["create_time"], count)
        self.sorted_by(self.authorities, "common_name", lambda row: row["distinguished_name"]["common_name"], count)
        self.sorted_by(self.authorities, "type", lambda row: row["type"], count)

    def test_authorities_sorted_by_their_end(self):
        for direction, expected in (
            (FORWARD, ["charlie", "alpha", "bravo"]),
            (BACKWARD, ["bravo", "alpha", "charlie"]),
        ):
            _, rows = self.authorities(limit=100, sort_key="not_after", sort_dir=direction)
            names = [row["distinguished_name"]["common_name"] for row in rows]
            self.assertEqual([name for name in names if name in expected], expected)

    def test_certificates_sorted(self):
        self.sorted_by(self.certificates, "create_time", lambda row: row["create_time"], 5)
        self.sorted_by(self.certificates, "common_name", lambda row: row["distinguished_name"]["common_name"], 5)
        self.sorted_by(self.certificates, "issuer_name", lambda row: row["issuer_name"], 5)
        self.sorted_by(self.certificates, "not_after", lambda row: row["not_after"], 5)

    def test_authorities_by_state(self):
        for status, expected in {
            "PENDING": [self.pending],
            "DISABLED": [self.disabled],
            "DELETED": [self.deleted],
            "REVOKED": [self.revoked],
            "EXPIRED": [],
        }.items():
            total, rows = self.authorities(status=status)
            self.assertEqual((total, self.ids(rows)), (len(expected), expected), status)
        total, rows = self.authorities(status="ACTIVED", limit=100)
        self.assertEqual(({row["status"] for row in rows}, total), ({"ACTIVED"}, len(rows)))
        self.assertLessEqual({*self.roots, *self.subs}, {*self.ids(rows)})
        self.assertFalse({self.pending, self.disabled, self.deleted, self.revoked} & {*self.ids(rows)})

    def test_authorities_by_type(self):
        for kind, some in (("ROOT", self.roots), ("SUBORDINATE", [*self.subs, self.pending])):
            total, rows = self.authorities(type=kind, limit=100)
            self.assertEqual(({row["type"] for row in rows}, total), ({kind}, len(rows)))
            self.assertLessEqual({*some}, {*self.ids(rows)})

    def test_certificates_by_state(self):
        self.assertEqual(self.ids(self.certificates(status="REVOKED")[1]), [self.leaves[2]])
        issued = [leaf for leaf in self.leaves[::-1] if leaf != self.leaves[2]]
        self.assertEqual(self.ids(self.certificates(status="ISSUED")[1]), issued)
        self.assertEqual(self.certificates(status="EXPIRED"), (0, []))

    def test_by_part_of_the_common_name(self):
        self.assertEqual(self.ids(self.authorities(name="harli")[1]), [self.roots[1]])
        self.assertEqual(self.ids(self.certificates(name="kilo.example")[1]), [self.leaves[0]])
        self.assertEqual(self.certificates(name="example.org")[0], 5)
        # Neither the organization nor the id counts.
        self.assertEqual(self.certificates(name="Chengdu"), (0, []))
        self.assertEqual(self.certificates(name=self.leaves[0]), (0, []))

    def test_wildcards_of_sql_stand_for_themselves(self):
        for name in ("%", "_", "0%_", "%_l"):
            self.assertEqual(self.ids(self.certificates(name=name)[1]), [self.leaves[4]], name)
        for name in ("k%o", "k_lo", "*", "\\", "'", "' OR 1=1 --", "kilo\\"):
            self.assertEqual(self.certificates(name=name), (0, []), name)
        self.assertEqual(self.ids(self.authorities(name="%_")[1]), [self.subs[1]])

    def test_filters_together(self):
        query = {"name": "lima", "status": "REVOKED", "sort_key": "not_after", "sort_dir": FORWARD, "limit": 1}
        self.assertEqual(self.ids(self.certificates(**query)[1]), [self.leaves[2]])
        self.assertEqual(self.certificates(**{**query, "status": "ISSUED"}), (0, []))
        self.assertEqual(self.authorities(name="alpha", type="SUBORDINATE"), (0, []))

    def test_pages_of_authorities(self):
        total, rows = self.authorities(limit=100)
        self.assertGreaterEqual(total, 9)
        for n in range(2):
            self.root(f"more {n}")
        self.assertEqual(self.authorities()[0], total + 2)
        total, rows = self.authorities(limit=100)
        self.assertEqual(len(rows), total)
        self.assertEqual(len(self.authorities()[1]), 10)
        self.assertEqual(self.authorities(limit=3, offset=2), (total, rows[2:5]))
        self.assertEqual(self.authorities(offset=total), (total, []))
        self.assertEqual(self.authorities(limit=1000, offset=total - 1), (total, rows[-1:]))

    def test_pages_of_certificates(self):
        _, rows = self.certificates()
        self.assertEqual(self.certificates(limit=2, offset=1), (5, rows[1:3]))
        self.assertEqual(self.certificates(limit=1, offset=4), (5, rows[4:]))
        self.assertEqual(self.certificates(offset=5), (5, []))

    def test_wrong_queries(self):
        for listed in (self.client.list_certificate_authority, self.client.list_certificate):
            for query in [
                *({"limit": limit} for limit in (-1, 0, "x", "1.5", 2**64)),
                *({"offset": offset} for offset in (-1, "x", 2**64)),
                *({"sort_key": key} for key in ("ca_id", "create_time;", "CREATE_TIME")),
                *({"sort_dir": direction} for direction in ("UP", "asc", "ASC, 1")),
                *({"status": status} for status in ("NEW", "ACTIVE", "issued")),
            ]:
                with self.subTest(listed=listed, query=query):
                    self.parameter(listed, **query)
        self.parameter(self.client.list_certificate_authority, type="LEAF")
        self.parameter(self.client.list_certificate_authority, sort_key="issuer_name")
        self.parameter(self.client.list_certificate, sort_key="type")
        self.parameter(self.client.list_certificate, status="ACTIVED")

    def test_empty_parameters_count_as_absent(self):
        query = {"name": "", "status": "", "sort_key": "", "sort_dir": ""}
        self.assertEqual(self.certificates(**query), self.certificates())
        self.assertEqual(self.authorities(**query, type=""), self.authorities())


class ListsOnSqlite(Lists, ClientTest):
    pass


class ListsOnPostgres(Lists, OnPostgres):
    pass


if __name__ == "__main__":
    unittest.main()
