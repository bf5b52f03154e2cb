/* Checks PDF files against PDF/UA-1 with veraPDF's own library: a line of JSON a file, its failed clauses with how often each
   failed and where the first time. Usage: java -cp JARS VeraPdf.java a.pdf b.pdf */
import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

public class VeraPdf {
    public static void main(String[] files) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (String file : files) {
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), PDFAFlavour.PDFUA_1);
                 PDFAValidator validator = Foundries.defaultInstance().createValidator(PDFAFlavour.PDFUA_1, false)) {
                ValidationResult result = validator.validate(parser);
                Map<String, String> failed = new TreeMap<>();
                for (TestAssertion assertion : result.getTestAssertions()) {
                    if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                        String clause = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                        failed.putIfAbsent(clause, assertion.getMessage() + " (" + assertion.getLocation().getContext() + ")");
                    }
                }
                System.out.println("{\"file\": " + quoted(file) + ", \"compliant\": " + result.isCompliant() + ", \"checks\": "
                    + result.getTotalAssertions() + ", \"failed\": " + listed(failed) + "}");
            }
        }
    }

    private static String listed(Map<String, String> failed) {
        StringBuilder said = new StringBuilder("{");
        failed.forEach((clause, words) -> said.append(said.length() > 1 ? ", " : "").append(quoted(clause)).append(": ").append(quoted(words)));
        return said.append("}").toString();
    }

    private static String quoted(String words) {
        return "\"" + words.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + "\"";
    }
}
