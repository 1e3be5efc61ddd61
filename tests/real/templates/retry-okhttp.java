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
        OkHttpClient client = new OkHttpClient();
        for (String url : urls) {
            waits.clear();
            boolean is_404 = false;
            Request request = new Request.Builder().url(url).build();
            <<call>>
            <<check>>
            response.close();
            System.out.printf("{\"status\": %d, \"waits\": %s, \"is_404\": %b}%n", response.code(), waits, is_404);
        }
        System.exit(0);
    }
}
