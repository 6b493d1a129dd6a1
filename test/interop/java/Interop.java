import java.io.StringWriter;
import java.sql.*;
import java.util.*;
import org.postgresql.PGConnection;

/** pgJDBC before the sample shop, with its extended protocol and with its simple one. */
public class Interop {
  static Connection connect(String user, String password, String mode) throws SQLException {
    Properties p = new Properties();
    p.setProperty("user", user);
    p.setProperty("password", password);
    p.setProperty("preferQueryMode", mode);
    p.setProperty("prepareThreshold", "2");
    String url = "jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT") + "/" + System.getenv("PGDATABASE");
    return DriverManager.getConnection(url, p);
  }

  interface Work {
    void run() throws SQLException;
  }

  static String state(Work work) {
    try {
      work.run();
      return "did not fail";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  static String one(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement(); ResultSet r = s.executeQuery(sql)) {
      r.next();
      return r.getString(1);
    }
  }

  public static void main(String[] args) throws Exception {
    for (String mode : new String[] {"extended", "simple"}) {
      try (Connection c = connect("storefront", System.getenv("STOREFRONT_PASSWORD"), mode);
          Connection analyst = connect("analyst/analytics", System.getenv("ANALYST_PASSWORD"), mode)) {
        String ssn = one(c, "SELECT ssn FROM customers WHERE id = 1");
        String names = one(analyst, "SELECT count(name) FROM customers");

        List<Long> prepared = new ArrayList<>();
        try (PreparedStatement s = c.prepareStatement("SELECT id FROM customers ORDER BY id LIMIT 1 OFFSET ?")) {
          for (int n = 0; n < 3; n++) {
            s.setInt(1, n);
            try (ResultSet r = s.executeQuery()) {
              r.next();
              prepared.add(r.getLong(1));
            }
          }
        }

        c.setAutoCommit(false);
        int rows = 0;
        try (Statement s = c.createStatement()) {
          s.setFetchSize(17);
          try (ResultSet r = s.executeQuery("SELECT id FROM customers")) {
            while (r.next()) rows++;
          }
          s.executeUpdate("UPDATE customers SET phone = 'java' WHERE id = 1");
        }
        c.rollback();
        boolean undone = !"java".equals(one(c, "SELECT phone FROM customers WHERE id = 1"));
        c.rollback();

        String unknown = state(() -> one(c, "SELECT nonsense FROM customers"));
        c.rollback();
        String refused = state(() -> one(c, "DELETE FROM products RETURNING sku"));
        String failed = state(() -> one(c, "SELECT 1"));
        c.rollback();
        c.setAutoCommit(true);

        StringWriter out = new StringWriter();
        c.unwrap(PGConnection.class).getCopyAPI().copyOut("COPY (SELECT id, ssn FROM customers) TO STDOUT", out);
        long copied = out.toString().lines().count();

        String cancelled;
        try (Statement s = c.createStatement()) {
          s.setQueryTimeout(1);
          cancelled = state(() -> s.executeQuery("SELECT count(*) FROM generate_series(1, 2000000000)"));
        }
        String after = one(c, "SELECT 1");
        String wrong = state(() -> connect("storefront", "guess", mode));
        System.out.printf(
            "{\"driver\":\"pgJDBC %s\",\"ssn\":\"%s\",\"analystNames\":%s,\"prepared\":%s,\"portalRows\":%d,\"phoneUndone\":%b,"
                + "\"errors\":[\"%s\",\"%s\",\"%s\"],\"copied\":%d,\"cancelled\":\"%s\",\"afterCancel\":%s,\"wrongPassword\":\"%s\"}%n",
            mode, ssn, names, prepared, rows, undone, unknown, refused, failed, copied, cancelled, after, wrong);
      }
    }
  }
}
