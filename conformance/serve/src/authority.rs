//! A certificate authority that lasts as long as the process: its key is never written.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, KeyUsagePurpose,
};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivateKeyDer;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{DEFAULT_VERSIONS, ServerConfig};

/// Signs certificates for this machine and for accounts of Gorgias, and for nobody else.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    /// The key of all that it signs.
    key: KeyPair,
}

/// The names by which a program on this machine calls it.
const LOCAL: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Where accounts are: `acme.gorgias.com`.
const ACCOUNTS: &str = ".gorgias.com";

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Some clients take no certificate that holds for years.
const VALID: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Whether a host is that of an account.
pub(crate) fn is_account(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    host.strip_suffix(ACCOUNTS).is_some_and(|account| {
        let is_label = |label: &str| {
            let known = |c: char| c.is_ascii_alphanumeric() || c == '-';
            (1..=63).contains(&label.len()) && label.chars().all(known)
        };
        account.split('.').all(is_label)
    })
}

impl Authority {
    /// A new one, which nobody trusts yet.
    pub(crate) fn new() -> Result<Self, rcgen::Error> {
        let mut params = named("A local Gorgias, trusted by nobody else");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        Ok(Self { issuer, key: KeyPair::generate()? })
    }

    /// Its certificate, which a client must trust.
    pub(crate) fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// What speaks TLS as a host; without one as the host that the client names, or else as this machine.
    pub(crate) fn speaking_as(
        self: &Arc<Self>,
        host: Option<&str>,
    ) -> Result<ServerConfig, rustls::Error> {
        let names = Names { authority: Arc::clone(self), host: host.map(str::to_owned) };
        let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let builder = builder.with_protocol_versions(DEFAULT_VERSIONS)?.with_no_client_auth();
        let mut config = builder.with_cert_resolver(Arc::new(names));
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    /// A certificate for a host, if it is one that this speaks as, with its key.
    fn certified(&self, host: &str) -> Option<CertifiedKey> {
        let names = if LOCAL.contains(&host) {
            LOCAL.map(str::to_owned).to_vec()
        } else {
            is_account(host).then(|| vec![host.to_owned()])?
        };
        let mut params = named(host);
        params.subject_alt_names = CertificateParams::new(names).ok()?.subject_alt_names;
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = params.signed_by(&self.key, &self.issuer).ok()?;
        let key = PrivateKeyDer::try_from(self.key.serialize_der()).ok()?;
        let chain = vec![certificate.der().clone()];
        CertifiedKey::from_der(chain, key, &aws_lc_rs::default_provider()).ok()
    }
}

/// A certificate of this name, valid from yesterday on, since clocks differ.
fn named(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    let now = SystemTime::now();
    params.not_before = (now - DAY).into();
    params.not_after = (now + VALID).into();
    params
}

/// The certificates of one connection.
struct Names {
    authority: Arc<Authority>,
    host: Option<String>,
}

impl ResolvesServerCert for Names {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let host = self.host.as_deref().or(hello.server_name()).unwrap_or(LOCAL[0]);
        self.authority.certified(host).map(Arc::new)
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Names").field("host", &self.host).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_known_by_their_hosts() {
        let check = |host: &str, expected: bool| assert_eq!(is_account(host), expected, "{host}");
        check("acme.gorgias.com", true);
        check("Acme-2.Gorgias.Com", true);
        check("files.acme.gorgias.com", true);
        check("gorgias.com", false);
        check(".gorgias.com", false);
        check("acme.gorgias.com.example.com", false);
        check("acmegorgias.com", false);
        check("a b.gorgias.com", false);
        check("example.com", false);
        check("", false);
    }

    #[test]
    fn nobody_else_is_certified() {
        let authority = Authority::new().unwrap();
        let check = |host: &str, expected: bool| {
            assert_eq!(authority.certified(host).is_some(), expected, "{host}");
        };
        check("localhost", true);
        check("127.0.0.1", true);
        check("acme.gorgias.com", true);
        check("example.com", false);
        check("192.0.2.1", false);
    }
}
