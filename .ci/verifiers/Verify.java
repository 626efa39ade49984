import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Java's CertPath. Each line of the input is a path: the Unix time, the identifier of a purpose or "-", then the
 * certificates in base64, the root last, and perhaps "list:" with the list of the issuer or "response:" with an OCSP
 * response about the first certificate. Each line of the output says why it is refused, or "OK".
 */
class Verify {
    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(verify(line.split(" ")));
            System.out.flush();
        }
    }

    static String verify(String[] words) throws Exception {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            byte[] list = null;
            byte[] response = null;
            for (int position = 2; position < words.length; position++) {
                String[] parts = words[position].split(":");
                byte[] der = Base64.getDecoder().decode(parts[parts.length - 1]);
                if (parts[0].equals("list")) {
                    list = der;
                } else if (parts[0].equals("response")) {
                    response = der;
                } else {
                    chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der)));
                }
            }
            X509Certificate root = chain.remove(chain.size() - 1);
            // A trust anchor is trusted whatever it says; its signature is looked at here.
            root.verify(root.getPublicKey());
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
            CertPathValidator validator = CertPathValidator.getInstance("PKIX");
            parameters.setRevocationEnabled(list != null);
            if (list != null) {
                var lists = List.of(factory.generateCRL(new ByteArrayInputStream(list)));
                parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
            }
            if (response != null) {
                PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
                checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK));
                checker.setOcspResponses(Map.of(chain.get(0), response));
                parameters.addCertPathChecker(checker);
            }
            parameters.setDate(new Date(Long.parseLong(words[0]) * 1000));
            X509CertSelector target = new X509CertSelector();
            if (!words[1].equals("-")) {
                target.setExtendedKeyUsage(Set.of(words[1]));
            }
            parameters.setTargetCertConstraints(target);
            validator.validate(factory.generateCertPath(chain), parameters);
            return "OK";
        } catch (Exception error) {
            return (error.getClass().getSimpleName() + ": " + error.getMessage()).replaceAll("\\s+", " ");
        }
    }
}
