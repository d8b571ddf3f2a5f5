import com.petsage.client.ApiClient;
import com.petsage.client.ApiException;
import com.petsage.client.api.SystemApi;
import com.petsage.client.model.Problem;
import com.petsage.client.model.SmokeTestResponse;

public class Main {
  public static void main(String[] args) throws Exception {
    ApiClient client = new ApiClient();
    client.updateBaseUri(args.length > 0 ? args[0] : "http://localhost:3000");
    try {
      SmokeTestResponse result = new SystemApi(client).getSmokeTest();
      System.out.println("status: " + result.getStatus());
      System.out.println("message: " + result.getMessage());
      System.out.println("timestamp: " + result.getTimestamp());
    } catch (ApiException error) {
      if (error.getResponseBody() == null) throw error;
      Problem problem = client.getObjectMapper().readValue(error.getResponseBody(), Problem.class);
      System.out.println("problem: " + problem.getStatus() + " " + problem.getTitle());
      System.out.println("detail: " + problem.getDetail());
    }
  }
}
