import java.net.URI;
import java.util.ArrayList;
import java.util.List;
<<imports>>

class Client {
    static final List<Double> waits = new ArrayList<>();

    static void record(long milliseconds) throws InterruptedException {
        waits.add(milliseconds / 1000.0);
    }

    <<code>>

    public static void main(String[] urls) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (String url : urls) {
            waits.clear();
            boolean is_404 = false;
            HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
            <<call>>
            <<check>>
            System.out.printf("{\"status\": %d, \"waits\": %s, \"is_404\": %b}%n", response.statusCode(), waits, is_404);
        }
    }
}
