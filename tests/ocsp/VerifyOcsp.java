import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Java's CertPath with a stapled OCSP response. Each line of the input has the Unix time, the
 * certificate, its issuer as the trust anchor, and the response, all in base64. Each line of the
 * output is "OK" or says why the certificate is refused.
 */
class VerifyOcsp {
    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(verify(line.split(" ")));
        }
    }

    static X509Certificate certificate(CertificateFactory factory, String base64) throws Exception {
        byte[] der = Base64.getDecoder().decode(base64);
        return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    }

    static String verify(String[] words) {
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            X509Certificate leaf = certificate(factory, words[1]);
            X509Certificate root = certificate(factory, words[2]);
            CertPathValidator validator = CertPathValidator.getInstance("PKIX");
            PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
            checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK));
            checker.setOcspResponses(Map.of(leaf, Base64.getDecoder().decode(words[3])));
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
            parameters.setDate(new Date(Long.parseLong(words[0]) * 1000));
            parameters.addCertPathChecker(checker);
            validator.validate(factory.generateCertPath(List.of(leaf)), parameters);
            return "OK";
        } catch (Exception error) {
            return (error.getClass().getSimpleName() + ": " + error.getMessage()).replaceAll("\\s+", " ");
        }
    }
}
