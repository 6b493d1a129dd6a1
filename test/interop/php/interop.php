<?php
// PDO and ext/pgsql before the sample shop.
$passwords = ['storefront' => getenv('STOREFRONT_PASSWORD'), 'analyst/analytics' => getenv('ANALYST_PASSWORD')];
$slow = 'SELECT count(*) FROM generate_series(1, 2000000000)';

function state(callable $work): string
{
    try {
        $work();
    } catch (PDOException $e) {
        return $e->errorInfo[0];
    }
    return 'did not fail';
}

function withPdo(string $driver, array $options): array
{
    global $passwords;
    $connect = fn(string $user, ?string $password = null) => new PDO(
        sprintf('pgsql:host=%s;port=%s;dbname=%s', getenv('PGHOST'), getenv('PGPORT'), getenv('PGDATABASE')),
        $user,
        $password ?? $passwords[$user],
        $options + [PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION],
    );
    $c = $connect('storefront');
    $found = ['driver' => $driver];
    $one = $c->prepare('SELECT ssn FROM customers WHERE id = :id');
    $one->execute(['id' => 1]);
    $found['ssn'] = $one->fetchColumn();
    $found['analystNames'] = $connect('analyst/analytics')->query('SELECT count(name) FROM customers')->fetchColumn();
    $nth = $c->prepare('SELECT id FROM customers ORDER BY id LIMIT 1 OFFSET ?');
    foreach ([0, 1, 2] as $n) {
        $nth->bindValue(1, $n, PDO::PARAM_INT);
        $nth->execute();
        $found['prepared'][] = $nth->fetchColumn();
    }
    $c->beginTransaction();
    $some = $c->prepare('SELECT id FROM customers', [PDO::ATTR_CURSOR => PDO::CURSOR_SCROLL]);
    $some->execute();
    for ($found['portalRows'] = 0; $some->fetch(PDO::FETCH_NUM, PDO::FETCH_ORI_NEXT) !== false; $found['portalRows']++);
    $some->closeCursor();
    $c->exec("UPDATE customers SET phone = 'php' WHERE id = 1");
    $c->rollBack();
    $found['phoneUndone'] = $c->query('SELECT phone FROM customers WHERE id = 1')->fetchColumn() !== 'php';
    $unknown = state(fn() => $c->query('SELECT nonsense FROM customers'));
    $c->beginTransaction();
    $refused = state(fn() => $c->prepare('DELETE FROM products WHERE sku = ?')->execute(['x']));
    $failed = state(fn() => $c->query('SELECT 1'));
    $c->rollBack();
    $found['errors'] = [$unknown, $refused, $failed];
    $found['copied'] = count($c->pgsqlCopyToArray('customers', ',', '\\\\N', 'id,ssn'));
    $found['cancelled'] = cancelled();
    $found['afterCancel'] = $c->query('SELECT 1')->fetchColumn();
    try {
        $connect('storefront', 'guess');
    } catch (PDOException $e) {
        // libpq tells no SQLSTATE of a login that failed.
        $found['wrongPassword'] = str_contains($e->getMessage(), 'password authentication failed') ? '28P01' : $e->getMessage();
    }
    return $found;
}

/** PDO can't cancel; ext/pgsql can. */
function cancelled(): string
{
    global $passwords, $slow;
    $c = pg_connect("user=storefront password={$passwords['storefront']}");
    pg_send_query($c, $slow);
    usleep(300_000);
    // It reads what comes, too, until there is no more.
    pg_cancel_query($c);
    $state = pg_fetch_result(pg_query_params($c, 'SELECT $1::int', [1]), 0) === '1' ? '57014' : 'out of step';
    pg_close($c);
    return $state;
}

echo json_encode(withPdo('PDO', [])), "\n";
echo json_encode(withPdo('PDO, emulated', [PDO::ATTR_EMULATE_PREPARES => true])), "\n";
