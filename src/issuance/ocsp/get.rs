//! Requests in the path of a GET request of HTTP (RFC 6960 §A.1).

use alloc::vec;
use alloc::vec::Vec;

use base64ct::{Base64Unpadded, Encoding};

use super::{OcspRequest, OcspRequestError};

/// The maximum number of characters of a path: base64 has four characters for three octets, and each
/// can be percent-encoded as three.
const MAX_CHARACTERS: usize = 4 * OcspRequest::MAX_OCTETS + 16;

impl OcspRequest {
    /// Reads a request from the path of a GET request of HTTP: what follows the responder's URL,
    /// which is the request in base64, percent-encoded.
    ///
    /// Clients and HTTP servers treat these paths differently, so everything with one meaning is
    /// read: `/`, `+` and `=` as they are or percent-encoded, and so also a path that the server has
    /// decoded already, or has decoded as a form, with spaces for `+`; slashes at the start; no
    /// padding; the alphabet of base64url; line breaks.
    ///
    /// ```
    /// use certmint::ocsp::OcspRequest;
    ///
    /// let path = "/MEMwQTA%2FMD0wOzAJBgUrDgMCGgUABBS%2BpI7ayc79H7LEc1nUNfOwo8VK\
    ///             CgQUanuzmB0eeTOq5aDDfCIL5cuQ9h4CAhI0";
    /// let request = OcspRequest::from_get_path(path)?;
    /// let serial_number = request.certificates()[0].serial_number();
    /// assert_eq!(serial_number, "1234".parse().ok());
    /// # Ok::<(), certmint::error::OcspRequestError>(())
    /// ```
    ///
    /// # Errors
    /// [`OcspRequestError`]
    pub fn from_get_path(path: &str) -> Result<Self, OcspRequestError> {
        if path.len() > MAX_CHARACTERS {
            return Err(OcspRequestError::TooLarge);
        }
        let base64 = unescape(path.trim_start_matches('/')).ok_or(OcspRequestError::NotBase64)?;
        let mut der = vec![0; base64.len()];
        let der = Base64Unpadded::decode(&base64, &mut der).map_err(|_| OcspRequestError::NotBase64)?;
        Self::from_der(der)
    }
}

/// Removes the percent-encoding and the padding, and returns characters of plain base64 if the path
/// was one.
fn unescape(path: &str) -> Option<Vec<u8>> {
    let mut base64 = Vec::with_capacity(path.len());
    let mut octets = path.bytes();
    while let Some(octet) = octets.next() {
        let octet = match octet {
            b'%' => hexadecimal(octets.next()?)? << 4 | hexadecimal(octets.next()?)?,
            octet => octet,
        };
        match octet {
            b'-' | b' ' => base64.push(b'+'),
            b'_' => base64.push(b'/'),
            b'\r' | b'\n' => {}
            octet => base64.push(octet),
        }
    }
    // A DER SEQUENCE starts with M in base64, so slashes before it are the path's.
    let start = base64.iter().take_while(|octet| **octet == b'/').count();
    base64.drain(..start);
    for _ in 0..2 {
        if base64.last() == Some(&b'=') {
            base64.pop();
        }
    }
    Some(base64)
}

fn hexadecimal(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
