//! R: revocation lists, full and delta, compared with what x509-cert reads.

use certmint::crl::{CrlNumber, RevocationReason, RevokedCertificate};
use certmint::time::{Duration, UtcDateTime};
use certmint::{CrlRequest, KeyAlgorithm, SerialNumber};
use proptest::prelude::*;
use x509_cert::crl::TbsCertList;
use x509_cert::der::{Decode, Encode};

use crate::for_all::{Verdict, for_all};
use crate::generators::any_text;
use toolkit::now;
use toolkit::stock::authority;

/// The names in RFC 5280 §5.3.1 by number; 7 is not used.
const NAMES: [&str; 11] = [
    "unspecified",
    "keyCompromise",
    "cACompromise",
    "affiliationChanged",
    "superseded",
    "cessationOfOperation",
    "certificateHold",
    "",
    "removeFromCRL",
    "privilegeWithdrawn",
    "aACompromise",
];

#[derive(Clone, Debug)]
struct Asked {
    number: u64,
    base: Option<u64>,
    freshest: bool,
    /// Serial number, seconds before now (x509-cert reads no time before 1970), reason.
    entries: Vec<(u64, u32, u8)>,
}

fn asked() -> impl Strategy<Value = Asked> {
    let number = prop_oneof![0..4_u64, any::<u64>()];
    let reason = prop_oneof![8 => 0..=6_u8, 2 => 9..=10_u8, 1 => Just(8_u8)];
    let serial = prop_oneof![1..300_u64, any::<u64>()];
    let entries = prop::collection::vec((serial, 0..1_700_000_000_u32, reason), 0..6);
    (number.clone(), prop::option::of(number), prop::bool::weighted(0.2), entries)
        .prop_map(|(number, base, freshest, entries)| Asked { number, base, freshest, entries })
}

fn before(seconds: u32) -> UtcDateTime {
    now() - Duration::seconds(seconds.into())
}

impl Asked {
    fn may_be_issued(&self) -> bool {
        let mut serials: Vec<u64> = self.entries.iter().map(|(serial, ..)| *serial).collect();
        serials.sort_unstable();
        serials.windows(2).all(|pair| pair[0] != pair[1])
            && serials.first() != Some(&0)
            && match self.base {
                Some(base) => base < self.number && !self.freshest,
                None => self.entries.iter().all(|(_, _, reason)| *reason != 8),
            }
    }

    fn request(&self) -> CrlRequest {
        let mut request = CrlRequest::new(CrlNumber::from(self.number), now(), now() + Duration::DAY);
        if let Some(base) = self.base {
            request = request.with_base_crl_number(CrlNumber::from(base));
        }
        if self.freshest {
            request = request.with_freshest_crl_url("http://pki.example.org/delta.crl").expect("a URL");
        }
        let entries = self.entries.iter().map(|(serial, seconds, reason)| {
            RevokedCertificate::new(serial.to_be_bytes(), before(*seconds))
                .with_reason(RevocationReason::try_from(*reason).expect("a reason"))
        });
        request.with_all_revoked(entries)
    }
}

#[test]
fn r9_any_list_is_refused_or_read_as_it_was_asked_for() {
    let issuer = authority(KeyAlgorithm::Ec256).issuer().clone();
    let tally = for_all(2_000, asked(), |asked| {
        let result = asked.request().to_be_signed(&issuer);
        assert_eq!(result.is_ok(), asked.may_be_issued(), "{result:?}");
        let Ok(to_be_signed) = result else { return Verdict::Refused };
        let der = to_be_signed.as_bytes();
        let list: TbsCertList = TbsCertList::from_der(der).expect("x509-cert reads it");
        assert_eq!(list.to_der().expect("x509-cert encodes it"), der);
        let extension = |oid: &str| {
            let extensions = list.crl_extensions.as_ref().expect("extensions");
            let mut found = extensions.iter().filter(|extension| extension.extn_id.to_string() == oid);
            let extension = found.next().map(|found| (found.critical, found.extn_value.as_bytes().to_vec()));
            assert!(found.next().is_none(), "{oid} is there twice");
            extension
        };
        let integer = |number: u64| {
            let octets = number.to_be_bytes();
            let significant = &octets[(number.leading_zeros() as usize / 8).min(7)..];
            let sign = if significant[0] >= 0x80 { &[0][..] } else { &[] };
            [&[2, (sign.len() + significant.len()) as u8], sign, significant].concat()
        };
        assert_eq!(extension("2.5.29.20"), Some((false, integer(asked.number))));
        assert_eq!(extension("2.5.29.27"), asked.base.map(|base| (true, integer(base))));
        assert_eq!(extension("2.5.29.46").map(|(critical, _)| critical), asked.freshest.then_some(false));
        let entries = list.revoked_certificates.unwrap_or_default();
        assert_eq!(entries.len(), asked.entries.len());
        for (entry, (serial, seconds, reason)) in entries.iter().zip(&asked.entries) {
            assert_eq!(integer(*serial)[2..], *entry.serial_number.as_bytes());
            let date = entry.revocation_date.to_unix_duration().as_secs();
            assert_eq!(date, before(*seconds).unix_timestamp() as u64);
            let reasons: Vec<&[u8]> = entry
                .crl_entry_extensions
                .iter()
                .flatten()
                .map(|extension| extension.extn_value.as_bytes())
                .collect();
            let expected = [10, 1, *reason];
            assert_eq!(reasons, if *reason == 0 { vec![] } else { vec![&expected[..]] });
        }
        Verdict::Accepted
    });
    tally.assert_both();
}

#[test]
fn r6_reasons_are_read_from_their_names_and_nothing_else() {
    let text = prop_oneof![
        2 => prop::sample::select(&NAMES[..]).prop_map(String::from),
        1 => prop::sample::select(RevocationReason::ALL).prop_map(|reason| reason.api_name().into()),
        2 => any_text(20),
    ];
    let tally = for_all(1_000, (text, any::<bool>()), |(text, upper)| {
        let text = if upper { text.to_ascii_uppercase() } else { text };
        let number = NAMES.iter().position(|name| !name.is_empty() && name.eq_ignore_ascii_case(&text));
        let result = text.parse::<RevocationReason>();
        if let Some(number) = number {
            assert_eq!(result.as_ref().map(|reason| usize::from(reason.number())), Ok(number));
        } else if let Ok(reason) = &result {
            assert!(reason.api_name().eq_ignore_ascii_case(&text), "{text}");
        }
        if let Err(error) = &result {
            assert!(error.to_string().chars().all(|character| !character.is_control()));
        }
        Verdict::of(&result)
    });
    tally.assert_both();
}

#[test]
fn r3_serial_numbers_are_read_as_they_are_written() {
    let octets = prop::collection::vec(any::<u8>(), 0..24);
    let tally = for_all(1_000, octets, |octets| {
        let result = SerialNumber::new(&octets);
        if let Ok(serial_number) = &result {
            assert_eq!(serial_number.to_string().parse(), Ok(*serial_number));
        }
        Verdict::of(&result)
    });
    tally.assert_both();
}

#[test]
fn r4_numbers_are_read_as_they_are_written() {
    let octets = prop_oneof![
        4 => prop::collection::vec(any::<u8>(), 0..24),
        1 => any::<u64>().prop_map(|number| number.to_be_bytes().to_vec()),
    ];
    let tally = for_all(1_000, octets, |octets| {
        let result = CrlNumber::new(&octets);
        let digits: String = octets.iter().map(|octet| format!("{octet:02X}")).collect();
        // Without octets there is a number, but no text.
        if !octets.is_empty() {
            assert_eq!(digits.parse(), result);
        }
        if let Ok(number) = &result {
            assert_eq!(number.to_string().parse(), Ok(*number));
            assert_eq!(number.to_u64(), u64::from_str_radix(&number.to_string(), 16).ok());
        }
        Verdict::of(&result)
    });
    tally.assert_both();
}
