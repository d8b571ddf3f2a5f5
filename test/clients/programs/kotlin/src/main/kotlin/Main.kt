import com.petsage.client.apis.SystemApi
import com.petsage.client.infrastructure.ClientError
import com.petsage.client.infrastructure.ClientException
import com.petsage.client.infrastructure.Response
import com.petsage.client.infrastructure.Serializer
import com.petsage.client.infrastructure.ServerError
import com.petsage.client.infrastructure.ServerException
import com.petsage.client.models.Problem

fun main(args: Array<String>) {
    val api = SystemApi(args.firstOrNull() ?: "http://localhost:3000")
    try {
        val result = api.getSmokeTest()
        println("status: ${result.status.value}")
        println("message: ${result.message}")
        println("timestamp: ${result.timestamp}")
    } catch (error: ClientException) {
        report(error.response, error)
    } catch (error: ServerException) {
        report(error.response, error)
    }
}

fun report(response: Response?, error: Exception) {
    val body = (response as? ClientError<*>)?.body ?: (response as? ServerError<*>)?.body ?: throw error
    val problem = Serializer.moshi.adapter(Problem::class.java).fromJson(body.toString()) ?: throw error
    println("problem: ${problem.status} ${problem.title}")
    println("detail: ${problem.detail}")
}
