//! The only reader and writer of AlgorithmIdentifier, and the only place that accepts parameters
//! that deviate from the standard.

use super::der::{NotDer, Reader, Value, Writer, tag};

/// An algorithm and its parameters, as they appear in keys, signatures and hashes.
///
/// ```asn1
/// AlgorithmIdentifier ::= SEQUENCE {
///   algorithm   OBJECT IDENTIFIER,
///   parameters  ANY DEFINED BY algorithm OPTIONAL }  -- RFC 5280 §4.1.1.2
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AlgorithmIdentifier<'a> {
    /// The content octets of the object identifier.
    pub(crate) algorithm: &'a [u8],
    pub(crate) parameters: Parameters<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parameters<'a> {
    Absent,
    Null,
    /// The content octets of an object identifier, such as that of a named curve.
    ObjectIdentifier(&'a [u8]),
    /// Any other DER value, with its tag and length.
    Other(&'a [u8]),
    /// Octets after the algorithm that do not form exactly one value.
    Malformed,
}

impl<'a> AlgorithmIdentifier<'a> {
    /// Reads the algorithm and its parameters. Malformed parameters are not an error here, because
    /// only the caller knows what the algorithm requires.
    pub(crate) fn read(value: Value<'a>) -> Result<Self, NotDer> {
        let mut reader = Reader::new(value.content_of(tag::SEQUENCE)?);
        let algorithm = reader.content_of(tag::OBJECT_IDENTIFIER)?;
        Ok(Self { algorithm, parameters: Parameters::read(reader) })
    }

    /// Like [`read`](Self::read), but takes the bytes of the SEQUENCE.
    pub(crate) fn from_der(bytes: &'a [u8]) -> Result<Self, NotDer> {
        Self::read(Value::read(bytes)?)
    }

    pub(crate) fn encode(&self, w: &mut Writer) {
        Self::write(w, self.algorithm, |w| match self.parameters {
            Parameters::Absent | Parameters::Malformed => {}
            Parameters::Null => w.value(tag::NULL, &[]),
            Parameters::ObjectIdentifier(content) => w.object_identifier(content),
            Parameters::Other(der) => w.raw(der),
        });
    }

    /// Writes an algorithm; `parameters` writes its parameters.
    pub(crate) fn write(w: &mut Writer, algorithm: &[u8], parameters: impl FnOnce(&mut Writer)) {
        w.sequence(|w| {
            w.object_identifier(algorithm);
            parameters(w);
        });
    }
}

/// The result of comparing parameters with those that the standard prescribes for the algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ParameterMatch {
    Exact,
    /// Absent where the standard has NULL. Implementations must accept both (RFC 4055 §2.1, §5).
    NullMissing,
    /// NULL where the standard has no parameters. It cannot mean anything else.
    NullAdded,
    Different,
}

impl<'a> Parameters<'a> {
    fn read(mut reader: Reader<'a>) -> Self {
        if reader.is_finished() {
            return Self::Absent;
        }
        match reader.next() {
            Ok(value) if reader.is_finished() => match value {
                Value { tag: tag::NULL, content: [], .. } => Self::Null,
                Value { tag: tag::OBJECT_IDENTIFIER, content, .. } => Self::ObjectIdentifier(content),
                Value { bytes, .. } => Self::Other(bytes),
            },
            _ => Self::Malformed,
        }
    }

    /// Decides whether deviating parameters still have a single meaning.
    pub(crate) fn compare(self, standard: Parameters<'_>) -> ParameterMatch {
        match (self, standard) {
            (Self::Absent, Parameters::Null) => ParameterMatch::NullMissing,
            (Self::Null, Parameters::Absent) => ParameterMatch::NullAdded,
            (found, standard) if found == standard => ParameterMatch::Exact,
            _ => ParameterMatch::Different,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALGORITHM: &[u8] = &[0x2a, 3];

    fn der(parameters: &[u8]) -> alloc::vec::Vec<u8> {
        let mut w = Writer::with_capacity(16);
        AlgorithmIdentifier::write(&mut w, ALGORITHM, |w| w.raw(parameters));
        w.into_bytes()
    }

    #[test]
    fn c2_parameters_are_told_apart_and_written_as_they_were_read() {
        for (octets, expected) in [
            (&[][..], Parameters::Absent),
            (&[5, 0], Parameters::Null),
            (&[6, 1, 42], Parameters::ObjectIdentifier(&[42])),
            (&[0x30, 0], Parameters::Other(&[0x30, 0])),
            (&[5, 1, 0], Parameters::Other(&[5, 1, 0])),
        ] {
            let der = der(octets);
            let read = AlgorithmIdentifier::from_der(&der).expect("an identifier");
            assert_eq!(read, AlgorithmIdentifier { algorithm: ALGORITHM, parameters: expected });
            let mut w = Writer::with_capacity(16);
            read.encode(&mut w);
            assert_eq!(w.into_bytes(), der);
        }
        for octets in [&[5][..], &[5, 0, 5, 0], &[6, 1, 42, 0]] {
            let der = der(octets);
            let read = AlgorithmIdentifier::from_der(&der).expect("an identifier");
            assert_eq!(read.parameters, Parameters::Malformed);
        }
    }

    #[test]
    fn c2_an_identifier_is_a_sequence_that_starts_with_an_object_identifier() {
        for der in [&[][..], &[0x30, 0], &[0x30, 2, 5, 0], &[0x31, 3, 6, 1, 42], &[0x30, 3, 6, 1, 42, 0]] {
            assert_eq!(AlgorithmIdentifier::from_der(der), Err(NotDer), "{der:02x?}");
        }
    }

    #[test]
    fn c2_null_and_absent_parameters_stand_for_each_other_and_nothing_else_does() {
        use ParameterMatch::{Different, Exact, NullAdded, NullMissing};
        let (null, absent) = (Parameters::Null, Parameters::Absent);
        let curve = Parameters::ObjectIdentifier(&[42]);
        for (found, standard, expected) in [
            (null, null, Exact),
            (absent, absent, Exact),
            (curve, curve, Exact),
            (absent, null, NullMissing),
            (null, absent, NullAdded),
            (absent, curve, Different),
            (null, curve, Different),
            (curve, null, Different),
            (Parameters::Other(&[5, 1, 0]), null, Different),
            (Parameters::Malformed, absent, Different),
        ] {
            assert_eq!(found.compare(standard), expected, "{found:?} {standard:?}");
        }
    }
}
