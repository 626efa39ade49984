//! Fixed RSA keys, given by their primes, so that no test searches for primes. They only sign test
//! requests.

use std::sync::OnceLock;

use rsa::{BoxedUint, PrivateKey as RsaPrivateKey};

/// Two primes in hexadecimal, and the public exponent.
pub struct FixedKey {
    primes: [&'static str; 2],
    exponent: u64,
    key: OnceLock<RsaPrivateKey>,
}

impl FixedKey {
    const fn new(primes: [&'static str; 2], exponent: u64) -> Self {
        Self { primes, exponent, key: OnceLock::new() }
    }

    pub fn get(&self) -> &RsaPrivateKey {
        self.key.get_or_init(|| {
            let [p, q] = self.primes.map(number);
            RsaPrivateKey::from_p_q(p, q, BoxedUint::from(self.exponent)).expect("a sound key")
        })
    }
}

fn number(hexadecimal: &str) -> BoxedUint {
    let octet = |position: usize| u8::from_str_radix(&hexadecimal[position..position + 2], 16);
    let octets: Result<Vec<u8>, _> = (0..hexadecimal.len()).step_by(2).map(octet).collect();
    let octets = octets.expect("hexadecimal digits");
    BoxedUint::from_be_slice(&octets, octets.len() as u32 * 8).expect("a number of that size")
}

/// 2048 bits, e = 65537.
pub static RSA_2048: FixedKey = FixedKey::new(
    [
        "\
     da39dd99cfe66d3d7fbc49997a706039db10d1737623742afb08f0cb738b0bc509f5c69a440fa39b86bdd011379eb779889d\
     bff14ab393083636a9020013b100022948c5525dcbfb35cf80ea08ef692e0e83ed773c2248834e42cb6dec0c41a03868b794\
     7f240988ab3f753f7a9788028f36c4874e752da9a5bcd7916f1acdeb",
        "\
     c93d63502353c548c344d050ae84e66d20fdd7050a3cb17c7da5482e1126ecdf3ac76f8fd35188b0d033931fbe596c8fd72e\
     9066aa95d932501fbe34eab62e20fb7b822d1b9ff751fa822f268c613a86c1a1cf76063c2d2c0f71b1e8b49ebd9d9563c773\
     72d9e1ec16e54485bc5e2c89e7a7c00a7ff97cded0611e750cf70b23",
    ],
    65_537,
);

/// 2056 bits: a multiple of 8, not of 64.
pub static RSA_2056: FixedKey = FixedKey::new(
    [
        "\
     0d0ac7807e235a02ce488667d2d69a574f1ed3fc4d1df26b54bce2abcca470b93d88795c75b2326f950b7934d8d49c32d6a6\
     40378b90e8e80ec60427b1c05c1c43dfe870bb4a26dccf777adcb2acaa9493cc372cca7e0338ab30cc988ae9b5db57cb4100\
     d2c7b20308d297de772bf9975e9884640e3730b6ffa8724118364afa5f",
        "\
     0d30014641f5402c10665b290925cf6462df7fc78d9464f0ca1503880654b794f0233a7214ba5572b908c9fc4e99462ec4ee\
     01c62e0e5ea623780d1aa4bd45e3d8f127d9c56391ffc6954ef03e2540f23cdeaba3becdc6b56642ff25da6eed0e21d2a2c4\
     94dc347da3bb48380fe266be5843b4013cc0a70964fc0f271661ac2073",
    ],
    65_537,
);

/// 3072 bits.
pub static RSA_3072: FixedKey = FixedKey::new(
    [
        "\
     c8033e12254519bd154118f19561514b3c0ef20def0ecea41fa6aa386e8b863673412ce755219100e87add41077e9d104891\
     5707c1e3c489b5010c2985c3d087712208440dce3b65248b8645cece9c9ddc5afbc4068d6537e714d369e0446d0c0125a1cd\
     6fdcddb2266f118376331f2691c4f2e231a01817228c9e16392025e2cbc9c8028e203b50502dcca22aaae9f26474db4a8ab6\
     3245c24c89ee6500c801d8edc2d446bedbf7166f9a8a73ea904d8df0d3cbd66581bb40bf288dd571b875",
        "\
     fe417d29975e5b7507273d38175178d366da30b0db3c9df29e85c179835d727d3156728ae31f8ee8228b7611d12cbac71243\
     aa133114d4e20842987b6c9f09d197c2cee6fd7728d8b64427c2d800c51dcf37cde6be41e2f0ee3f9649d746eb0c93337d8d\
     274293d195adfd764c33cfdae0d636b3b6d713aef1db38818f8750d34c593988c8c90737c87f5b8448bc5bbd848e49e54758\
     12688233a04154a01878428599188e5d1e4157dbe85bf234c2e62b90253ce1774060deb5b15f31014ca3",
    ],
    65_537,
);

/// 4096 bits, the largest size that is accepted.
pub static RSA_4096: FixedKey = FixedKey::new(
    [
        "\
     c5b612d984f60ca83a1e19e6bf5879b3313ba3f8fabea8af753904c8796b146af4272ac7a5a94a61aea622fc82241d351ef8\
     798ac667c5bbea6dff3fc145f1cf9096d48fac7650906e3ab518955a2a7c16cd6543299e7fc19d24c05dd67a92157903c35d\
     69014719c72486fb794ef5afad89f10c2372e561cbec3fc995078d45f5179638eeedd4ec5dd2e7b2151ff85b7e9fe61a8b58\
     a4f76dc2bcef3abb9b3519a60dc74115f0bcf5efa6f96767d6b7991d9c91c9fdefff6e839e5568695b8b45b12eb0018d6f27\
     766671cf383285b4bc67173468757aa70c1dbc75f75531fa9464e00952e0b681a91fb82487bd7903bcad811dd347d047ec85\
     c7f0934fb541",
        "\
     fd7e41b045496744a18dcfee996d44bbdb254156b5a887a361d54b7aaff70bc25fcd1b96dd8a3c1335d8ff878e3f7d6ebcaf\
     140c3c668d8620598d3bccb3303488c78a4b05a388d9de99dd6a82a80d99d1fdcd4006e54fe6923fa81b447fc30e18cb9bc0\
     b6a86c3269747794e9880922630ee699be839f06fd18bdb4c0e7f8c89793f6dd3807f3742ec0f4828ab6de6b9f6e5a139c2c\
     7764b3978b129bf74e7d06b1bea5bb58793d2750c2cbf71efdf9a3ccd0ee95c2d8e9ef1a0cb56c547a8fbe2722a8ac8c5448\
     a55a246332ecd7383a8c5109bd65f75700181ff7161d63418f9b68fd5be7656e2cd6d0fc30cefed118140a284d9178325e63\
     ae0b077aff93",
    ],
    65_537,
);

/// 2048 bits, e = 2^33 − 1, the largest exponent that is accepted.
pub static RSA_LARGE_EXPONENT: FixedKey = FixedKey::new(
    [
        "\
     ff5ae8842bdb25212f8aa20dbc31a25b1dc80368b4f94bfc9eecd6f895161619d806edecb4ea2c25bc2db218ec59fd02e28d\
     75f2e0433784f818e6088abf42c0b6583c926e2af819f89fb0783103b47d0621939dae2c04bd344ed03294b79c1e5e9200b5\
     b1c575646afb3423f0d3c9724cdeec9fec9e43b9c9cb9dc65a7e26dd",
        "\
     f5cb7e147874338bd4d1dc744645806f85aba7d3ff1a5b478bffe7c8abf0755ec08cbfb6eb159830f4a4ec15741cd59dbddd\
     df193a649671b2467de90ab0199576d62b63540552a01fa259496ad586f0f173813c5482f5f9e62468b0f9f154bedb16f24c\
     633afb0718cbe31cdc3519cd305fe801283ae43ddebdfe4b75c59b71",
    ],
    8_589_934_591,
);

/// 2048 bits; q is the next prime after p, so the first step of Fermat's method factors the
/// modulus.
pub static RSA_CLOSE_PRIMES: FixedKey = FixedKey::new(
    [
        "\
     de571e3f90378403bcd6d75918c8ac29a65ec7d7a7f6722109aa2af1564dc646ca5e1a4e00cb5cf900b51e3726c9a04239a7\
     c1257d984d59968a2a02b4efea29436ffcdd5aee16440e07346100a8f5e025c01b572448113b5604b586095f02cc2dddef40\
     728192197951cfaf8611572bf5217517203bb3543b7b8c4fa92201f7",
        "\
     de571e3f90378403bcd6d75918c8ac29a65ec7d7a7f6722109aa2af1564dc646ca5e1a4e00cb5cf900b51e3726c9a04239a7\
     c1257d984d59968a2a02b4efea29436ffcdd5aee16440e07346100a8f5e025c01b572448113b5604b586095f02cc2dddef40\
     728192197951cfaf8611572bf5217517203bb3543b7b8c4fa92205b7",
    ],
    65_537,
);

/// 2048 bits; the primes differ by about 2^516, where FIPS 186-5 App. A.1.3 requires more than
/// 2^924. Fermat's method finds them in 37 steps.
pub static RSA_CLOSER_THAN_ALLOWED: FixedKey = FixedKey::new(
    [
        "\
     de571e3f90378403bcd6d75918c8ac29a65ec7d7a7f6722109aa2af1564dc646ca5e1a4e00cb5cf900b51e3726c9a04239a7\
     c1257d984d59968a2a02b4efea29436ffcdd5aee16440e07346100a8f5e025c01b572448113b5604b586095f02cc2dddef40\
     728192197951cfaf8611572bf5217517203bb3543b7b8c4fa92201f7",
        "\
     de571e3f90378403bcd6d75918c8ac29a65ec7d7a7f6722109aa2af1564dc646ca5e1a4e00cb5cf900b51e3726c9a04239a7\
     c1257d984d59968a2a02b4efea3943798ec3b41596408954b44f3e919f8967cfe7cacd1906f56d1a23bd14d20d23f291f79b\
     73fc2524c78508e6ca2365f015c96f812ad5156a0609788ccdc79337",
    ],
    65_537,
);

/// 2048 bits; both primes are k·M + (65537^a mod M), where M is the product of the first 126 primes
/// (CVE-2017-15361).
pub static RSA_ROCA: FixedKey = FixedKey::new(
    [
        "\
     cab5b4f7d7fc4c86ada51991756dae72d0b331808b4b21978ad899b4d09b2f6a220c566751b4d83e9bb45c8f10cf58d69097\
     ae307ef074b8ff83578939f3871b1a6330975f4a8e0b791128b6fdf7ccc9d4cc9e13d293db7a7a4763f28ce965bea873a9da\
     35c4eda2f2d461c003d46e826d700f19caf9b2c2171deeab4de92cef",
        "\
     ff93176c2fa8c93751f269eb991db3aeebbf5148af641886f87e11b7ca60174d1703035dc8fc2f28c9e534b5385c61f69050\
     d5598d07b3918c1094006426e59845a56721f9e45dad2e77e019961870ebf1b58158c082d61f44351a13df76e0a03c869a69\
     4eb826be5bfe25483f814670520d377f7c1b00d87083223aa12d6b8f",
    ],
    65_537,
);
