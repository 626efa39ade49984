//! Public keys from what an HSM or a KMS returns: a point and its curve, or a modulus and an
//! exponent.

use alloc::vec::Vec;

use super::algorithm::{Curve, KeyType};
use super::table::on_curve;
use super::{KeyRole, PublicKey, PublicKeyError, rsa_modulus};
use crate::x509::der::{Reader, Value, Writer, tag};
use crate::x509::oid::ObjectIdentifier;

impl PublicKey {
    /// Returns the key for a point on a curve: `04` and both coordinates, or `02` or `03` and the x
    /// coordinate (SEC 1 §2.3.3). The point may be in an OCTET STRING, as the attribute
    /// CKA_EC_POINT of PKCS#11 has it. All checks of [`from_spki_der`](Self::from_spki_der) apply
    /// ([rule C4](crate::docs::rules#c4)).
    ///
    /// ```
    /// use certmint::error::PublicKeyError;
    /// use certmint::key::Curve;
    /// use certmint::PublicKey;
    ///
    /// /// From CKA_EC_PARAMS and CKA_EC_POINT.
    /// fn read(ec_params: &[u8], ec_point: &[u8]) -> Result<PublicKey, PublicKeyError> {
    ///     let curve = Curve::from_parameters_der(ec_params)?;
    ///     PublicKey::from_ec_point(curve, ec_point)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`PublicKeyError::Point`] for any other octets, and for a point that is not on the curve;
    /// [`PublicKeyError::Backend`].
    pub fn from_ec_point(curve: Curve, point: &[u8]) -> Result<Self, PublicKeyError> {
        let octets = curve.octets();
        let is_point = |octets_of_point| octets_of_point == 1 + octets || octets_of_point == 1 + 2 * octets;
        // In an OCTET STRING, no point is as long as another one on the same curve.
        let point = if is_point(point.len()) {
            point
        } else {
            let wrapped = Value::read(point).and_then(|value| value.content_of(tag::OCTET_STRING));
            wrapped.ok().filter(|point| is_point(point.len())).ok_or(PublicKeyError::Point)?
        };
        Self::from_subject_public_key(KeyType::Ec(curve), point)
    }

    /// Returns the key of this type with these octets of the subjectPublicKey BIT STRING: the 32
    /// octets of an Ed25519 key (RFC 8032 §5.1.5), an ML-DSA key (FIPS 204 §7.2), a point, or an
    /// RSAPublicKey in DER. All checks of [`from_spki_der`](Self::from_spki_der) apply
    /// ([rule C4](crate::docs::rules#c4)).
    ///
    /// # Errors
    /// [`PublicKeyError`] states why the key is not accepted.
    pub fn from_subject_public_key(key_type: KeyType, octets: &[u8]) -> Result<Self, PublicKeyError> {
        Self::from_spki_der(Self::from_octets(key_type, octets).as_spki_der())
    }

    /// Returns the RSA key with these numbers in big-endian octets, with any number of leading
    /// zeros. All checks of [`from_spki_der`](Self::from_spki_der) apply
    /// ([rule C4](crate::docs::rules#c4)).
    ///
    /// # Errors
    /// [`PublicKeyError`] states why the key is not accepted.
    pub fn from_rsa_components(modulus: &[u8], public_exponent: &[u8]) -> Result<Self, PublicKeyError> {
        let [modulus, exponent] = [modulus, public_exponent].map(without_leading_zeros);
        // The sizes first: nothing longer than a key is copied.
        rsa_modulus::check_form(modulus, exponent, KeyRole::Subject)?;
        Self::from_spki_der(Self::from_rsa(modulus, exponent).as_spki_der())
    }
}

fn without_leading_zeros(number: &[u8]) -> &[u8] {
    &number[number.iter().take_while(|octet| **octet == 0).count()..]
}

impl Curve {
    /// All curves.
    pub const ALL: &[Self] = &[Self::P256, Self::P384, Self::P521];

    /// Reads the curve that EcpkParameters name by its object identifier, as the attribute
    /// CKA_EC_PARAMS of PKCS#11 does.
    ///
    /// # Errors
    /// [`PublicKeyError::Curve`] for another curve; [`PublicKeyError::ExplicitCurve`] for
    /// a curve that is given by its numbers or in another way; [`PublicKeyError::Malformed`] for
    /// octets that are not DER.
    pub fn from_parameters_der(parameters: &[u8]) -> Result<Self, PublicKeyError> {
        let mut reader = Reader::new(parameters);
        let value = reader.next()?;
        reader.finish()?;
        let named = value.content_of(tag::OBJECT_IDENTIFIER).map_err(|_| PublicKeyError::ExplicitCurve)?;
        Self::from_content(named)
    }

    /// Returns EcpkParameters that name the curve, as a token expects them in CKA_EC_PARAMS to
    /// generate a key.
    ///
    /// ```asn1
    /// ECParameters ::= CHOICE { namedCurve OBJECT IDENTIFIER }  -- RFC 5480 §2.1.1
    /// ```
    #[must_use]
    pub fn to_parameters_der(self) -> Vec<u8> {
        let curve = self.content();
        let mut w = Writer::with_capacity(curve.len() + 2);
        w.object_identifier(curve);
        w.into_bytes()
    }

    /// Reads the curve with the content octets of this identifier.
    fn from_content(named: &[u8]) -> Result<Self, PublicKeyError> {
        match KeyType::from_identifier(&on_curve(named))? {
            KeyType::Ec(curve) => Ok(curve),
            _ => Err(PublicKeyError::ExplicitCurve),
        }
    }
}

impl TryFrom<&ObjectIdentifier> for Curve {
    type Error = PublicKeyError;

    /// Returns the curve with this identifier (RFC 5480 §2.1.1.1).
    ///
    /// # Errors
    /// [`PublicKeyError::Curve`] for another curve.
    fn try_from(identifier: &ObjectIdentifier) -> Result<Self, PublicKeyError> {
        Self::from_content(identifier.as_content())
    }
}
