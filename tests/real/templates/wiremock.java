import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
<<imports>>

class Lines {
    // <<case>>
    static void stub<<id>>_<<code>>() {
        <<line>>
    }
    // <<end>>

    public static void main(String[] arguments) {
        var configuration = WireMockConfiguration.options().bindAddress("127.0.0.1").port(<<port>>);
        new WireMockServer(configuration).start();
        configureFor("127.0.0.1", <<port>>);
        // <<case>>
        stub<<id>>_<<code>>();
        // <<end>>
        System.out.println("ready");
    }
}
