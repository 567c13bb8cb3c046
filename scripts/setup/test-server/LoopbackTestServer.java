import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.temporal.internal.testservice.GRPCServerHelper;
import io.temporal.internal.testservice.TestServicesStarter;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Temporal's test server on 127.0.0.1 only; its own main class listens on every interface. */
public class LoopbackTestServer {
  public static void main(String[] args) throws Exception {
    var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), Integer.parseInt(args[0]));
    // Time skipping starts locked: the SDK unlocks it while a test waits.
    var services = new TestServicesStarter(true, 0);
    var server = NettyServerBuilder.forAddress(address);
    GRPCServerHelper.registerServicesAndHealthChecks(services.getServices(), server);
    server.build().start().awaitTermination();
  }
}
