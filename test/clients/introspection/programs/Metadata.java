import java.sql.*;
import java.util.*;

/** What pgJDBC's DatabaseMetaData asks: the base of DBeaver, Metabase, Hibernate, Spark and JetBrains tools. */
public class Metadata {
  interface Ask {
    ResultSet run() throws SQLException;
  }

  static void ask(Connection c, Ask ask) throws SQLException {
    try (ResultSet r = ask.run()) {
      while (r.next()) r.getObject(1);
    } catch (SQLException e) {
      System.out.println(e.getMessage());
    }
  }

  public static void main(String[] a) throws Exception {
    String url = "jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT") + "/" + System.getenv("PGDATABASE");
    Properties p = new Properties();
    p.setProperty("user", System.getenv("PGUSER"));
    p.setProperty("password", System.getenv("PGPASSWORD"));
    try (Connection c = DriverManager.getConnection(url, p)) {
      DatabaseMetaData m = c.getMetaData();
      m.getDatabaseProductVersion();
      m.getMaxConnections();
      m.getMaxColumnNameLength();
      m.getSQLKeywords();
      m.getNumericFunctions();
      for (String s : new String[] {null, "public", "%"}) {
        ask(c, () -> m.getTables(null, s, "%", null));
        ask(c, () -> m.getTables(null, s, "%", new String[] {"TABLE", "VIEW", "MATERIALIZED VIEW", "PARTITIONED TABLE", "FOREIGN TABLE", "SEQUENCE"}));
        ask(c, () -> m.getColumns(null, s, "%", "%"));
        ask(c, () -> m.getProcedures(null, s, "%"));
        ask(c, () -> m.getFunctions(null, s, "%"));
        ask(c, () -> m.getFunctionColumns(null, s, "order%", "%"));
        ask(c, () -> m.getProcedureColumns(null, s, "%", "%"));
        ask(c, () -> m.getUDTs(null, s, "%", null));
      }
      ask(c, () -> m.getColumns("shop", "public", "customers", null));
      ask(c, m::getSchemas);
      ask(c, () -> m.getSchemas(null, "pub%"));
      ask(c, m::getCatalogs);
      ask(c, m::getTableTypes);
      ask(c, m::getTypeInfo);
      ask(c, m::getClientInfoProperties);
      for (String t : new String[] {"customers", "orders", "order_items"}) {
        ask(c, () -> m.getPrimaryKeys(null, "public", t));
        ask(c, () -> m.getImportedKeys(null, "public", t));
        ask(c, () -> m.getExportedKeys(null, "public", t));
        ask(c, () -> m.getCrossReference(null, "public", "customers", null, "public", t));
        ask(c, () -> m.getIndexInfo(null, "public", t, false, true));
        ask(c, () -> m.getTablePrivileges(null, "public", t));
        ask(c, () -> m.getColumnPrivileges(null, "public", t, "%"));
        ask(c, () -> m.getBestRowIdentifier(null, "public", t, DatabaseMetaData.bestRowSession, true));
        ask(c, () -> m.getVersionColumns(null, "public", t));
      }
      try (Statement s = c.createStatement(); ResultSet r = s.executeQuery("SELECT o.id, state, tags, home FROM orders o JOIN customers c ON c.id = customer_id")) {
        ResultSetMetaData rm = r.getMetaData();
        for (int i = 1; i <= rm.getColumnCount(); i++) {
          rm.isAutoIncrement(i);
          rm.isNullable(i);
          rm.getTableName(i);
          rm.getColumnClassName(i);
        }
        while (r.next()) for (int i = 1; i <= 4; i++) r.getObject(i);
      } catch (SQLException e) {
        System.out.println(e.getMessage());
      }
      c.createArrayOf("order_state", new String[] {"open"});
      c.setSchema("public");
      c.getSchema();
      c.isValid(1);
      c.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      c.getTransactionIsolation();
      c.setReadOnly(true);
      c.setAutoCommit(false);
      Savepoint s = c.setSavepoint("s");
      c.rollback(s);
      c.setNetworkTimeout(Runnable::run, 1000);
      c.commit();
      c.setReadOnly(false);
      try (PreparedStatement u = c.prepareStatement("SELECT * FROM orders", ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE); ResultSet r = u.executeQuery()) {
        r.next();
        r.updateBigDecimal("total", new java.math.BigDecimal(4));
        r.updateRow();
      } catch (SQLException e) {
        System.out.println(e.getMessage());
      }
      c.rollback();
      try (PreparedStatement u = c.prepareStatement("INSERT INTO scratch (note) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
        u.setString(1, "x");
        u.addBatch();
        u.setString(1, "y");
        u.addBatch();
        u.executeBatch();
      }
      c.rollback();
    }
  }
}
