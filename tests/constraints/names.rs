//! Constraints and names, built in DER from small alphabets.

use certmint::rand_core::Rng;
use rand_chacha::ChaCha20Rng;

use toolkit::forge::{COMMON_NAME, extension, name, sequence};
use toolkit::{rng, tlv};

/// 1.2.840.113549.1.9.1.
pub(crate) const EMAIL_ADDRESS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01";
pub(crate) const UTF8: u8 = 0x0c;
pub(crate) const PRINTABLE: u8 = 0x13;
pub(crate) const IA5: u8 = 0x16;

/// The context tags of GeneralName.
pub(crate) const EMAIL: u8 = 0x81;
pub(crate) const DNS: u8 = 0x82;
pub(crate) const DIRECTORY_NAME: u8 = 0xa4;
pub(crate) const URI: u8 = 0x86;
pub(crate) const IP: u8 = 0x87;

/// Hosts that are parents, children and lookalikes of each other.
pub(crate) const HOSTS: [&str; 14] = [
    "a.org",
    "x.a.org",
    "z.x.a.org",
    "b.org",
    "A.Org",
    "y.a.org",
    "xa.org",
    "org",
    "x.b.org",
    "a.org.b.org",
    "a-b.org",
    "_x.a.org",
    "localhost",
    "a.net",
];

/// A GeneralName: its tag and its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GeneralName(pub(crate) u8, pub(crate) Vec<u8>);

impl GeneralName {
    pub(crate) fn text(tag: u8, text: &str) -> Self {
        Self(tag, text.as_bytes().to_vec())
    }

    fn der(&self) -> Vec<u8> {
        tlv(self.0, &self.1)
    }
}

/// The names that one CA permits and excludes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Constraints {
    pub(crate) permitted: Vec<GeneralName>,
    pub(crate) excluded: Vec<GeneralName>,
}

impl Constraints {
    /// The value of the extension; there is at least one subtree.
    pub(crate) fn der(&self) -> Vec<u8> {
        let list = |tag: u8, subtrees: &[GeneralName]| match subtrees {
            [] => Vec::new(),
            some => tlv(tag, &some.iter().map(|base| sequence(&[&base.der()])).collect::<Vec<_>>().concat()),
        };
        sequence(&[&list(0xa0, &self.permitted), &list(0xa1, &self.excluded)])
    }

    pub(crate) fn has(&self, tag: u8) -> bool {
        self.permitted.iter().chain(&self.excluded).any(|base| base.0 == tag)
    }

    /// At least one subtree of `bases`, permitted or excluded at random.
    pub(crate) fn some_of(dice: &mut Dice, bases: impl Fn(&mut Dice) -> GeneralName) -> Self {
        let mut constraints = Self::default();
        for _ in 0..1 + dice.below(4) {
            let list =
                if dice.below(2) == 0 { &mut constraints.permitted } else { &mut constraints.excluded };
            list.push(bases(dice));
        }
        constraints
    }
}

/// The names that a CSR requests.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The Name in DER.
    pub(crate) subject: Vec<u8>,
    pub(crate) names: Vec<GeneralName>,
}

impl Asked {
    /// A subject with only a common name.
    pub(crate) fn new(common_name: &str, names: Vec<GeneralName>) -> Self {
        Self { subject: name(&[(COMMON_NAME, UTF8, common_name.as_bytes())]), names }
    }

    /// Returns whether this mailbox is requested, in the subject or as an alternative name,
    /// ignoring case.
    pub(crate) fn has_mailbox_but_for_case(&self, mailbox: &GeneralName) -> bool {
        let GeneralName(_, mailbox) = mailbox;
        let alternative = self.names.iter().any(|name| name.1.eq_ignore_ascii_case(mailbox));
        let mut parts = self.subject.windows(mailbox.len());
        mailbox.contains(&b'@') && (alternative || parts.any(|part| part.eq_ignore_ascii_case(mailbox)))
    }

    /// Returns whether a common name of one label replaces a dNSName.
    pub(crate) fn is_for_a_host_of_one_label(&self) -> bool {
        let is_one_of = |text: &str| self.subject == name(&[(COMMON_NAME, UTF8, text.as_bytes())]);
        self.names.iter().all(|name| name.0 != DNS)
            && ["Example", "localhost", "org"].into_iter().any(is_one_of)
    }

    /// The requested extensions.
    pub(crate) fn extensions(&self) -> Vec<Vec<u8>> {
        let names: Vec<u8> = self.names.iter().flat_map(GeneralName::der).collect();
        if names.is_empty() {
            return Vec::new();
        }
        vec![extension(toolkit::forge::SUBJECT_ALT_NAME, false, &tlv(0x30, &names))]
    }
}

/// A random generator that is the same in every run.
pub(crate) struct Dice(ChaCha20Rng);

impl Dice {
    pub(crate) fn new(seed: u8) -> Self {
        Self(rng(seed))
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0.next_u32() as usize % bound
    }

    pub(crate) fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// Usually one of the first five, so that names and constraints match.
    pub(crate) fn host(&mut self) -> &'static str {
        let some = if self.below(3) == 0 { &HOSTS[..] } else { &HOSTS[..5] };
        self.one(some)
    }

    /// 0 to `most` names.
    pub(crate) fn names(&mut self, most: usize, name: impl Fn(&mut Self) -> GeneralName) -> Vec<GeneralName> {
        (0..self.below(most + 1)).map(|_| name(self)).collect()
    }

    /// The base of a dNSName constraint.
    pub(crate) fn dns_base(&mut self) -> GeneralName {
        let host = self.host();
        match self.below(12) {
            0 => GeneralName::text(DNS, ""),
            1..5 => GeneralName::text(DNS, &format!(".{host}")),
            _ => GeneralName::text(DNS, host),
        }
    }

    pub(crate) fn dns_name(&mut self) -> GeneralName {
        let host = self.host();
        match self.below(12) {
            0..3 => GeneralName::text(DNS, &format!("*.{host}")),
            3 => GeneralName::text(DNS, &format!("{host}.7a")),
            _ => GeneralName::text(DNS, host),
        }
    }

    pub(crate) fn ip_base(&mut self) -> GeneralName {
        let (mut octets, bits) = match self.ip_name().1 {
            v4 if v4.len() == 4 => (v4, [0, 1, 8, 23, 24, 25, 30, 31, 32].as_slice()),
            v6 => (v6, [0, 1, 31, 32, 64, 126, 127, 128].as_slice()),
        };
        let prefix = self.one(bits);
        let mask: Vec<u8> =
            (0..octets.len()).map(|octet| !(0xff_u16 >> prefix_in(prefix, octet)) as u8).collect();
        octets.extend(mask);
        GeneralName(IP, octets)
    }

    pub(crate) fn ip_name(&mut self) -> GeneralName {
        let last = self.one(&[0, 1, 2, 3, 127, 128, 255]);
        let octets = match self.below(4) {
            0 => vec![192, 0, 2, last],
            1 => vec![192, 0, 3, last],
            2 => vec![0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last],
            _ => vec![0x20, 1, 0x0d, 0xb9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, last],
        };
        GeneralName(IP, octets)
    }

    pub(crate) fn email_base(&mut self) -> GeneralName {
        let host = self.host();
        let mailbox = self.mailbox();
        GeneralName::text(EMAIL, &[host.to_string(), format!(".{host}"), mailbox][self.below(3)])
    }

    pub(crate) fn email_name(&mut self) -> GeneralName {
        GeneralName::text(EMAIL, &self.mailbox())
    }

    pub(crate) fn mailbox(&mut self) -> String {
        format!("{}@{}", self.one(&["u", "U", "a.org", "x.u"]), self.host())
    }

    pub(crate) fn uri_base(&mut self) -> GeneralName {
        let host = self.host();
        GeneralName::text(URI, &[host.to_string(), format!(".{host}")][self.below(2)])
    }

    pub(crate) fn uri_name(&mut self) -> GeneralName {
        let host = self.host();
        let plain = [
            format!("https://{host}"),
            format!("https://{host}/path"),
            format!("spiffe://{host}/work"),
            format!("https://{host}:8443"),
            format!("https://{host}:8443/a:b?c#d"),
            format!("https://{host}/?a#b"),
        ];
        let strange = [
            format!("https://{host}?query"),
            format!("https://{host}#fragment"),
            format!("https://user@{host}/"),
            format!("https://{host}/a:b"),
            format!("urn:{host}:x"),
            "https://192.0.2.1/".to_string(),
            "https://[2001:db8::1]/".to_string(),
        ];
        let of = if self.below(3) == 0 { strange.as_slice() } else { plain.as_slice() };
        GeneralName::text(URI, &self.one(of))
    }
}

/// The number of a prefix's bits in an octet.
fn prefix_in(prefix: usize, octet: usize) -> usize {
    prefix.saturating_sub(8 * octet).min(8)
}
