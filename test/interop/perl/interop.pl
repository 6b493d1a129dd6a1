# DBD::Pg before the sample shop.
use strict;
use warnings;
use DBI;
use DBD::Pg qw(:async);
use JSON::PP;

my %passwords = (storefront => $ENV{STOREFRONT_PASSWORD}, 'analyst/analytics' => $ENV{ANALYST_PASSWORD});

sub open_as {
    my ($user, $password) = @_;
    return DBI->connect("dbi:Pg:host=$ENV{PGHOST};port=$ENV{PGPORT};dbname=$ENV{PGDATABASE}", $user, $password // $passwords{$user},
        {RaiseError => 1, PrintError => 0, AutoCommit => 1});
}

my $c = open_as('storefront');

sub state_of {
    my ($work) = @_;
    return eval { $work->(); 1 } ? 'did not fail' : $c->state;
}

my %found = (driver => 'DBD::Pg');
($found{ssn}) = $c->selectrow_array('SELECT ssn FROM customers WHERE id = ?', undef, 1);
$found{analystNames} = 0 + open_as('analyst/analytics')->selectrow_array('SELECT count(name) FROM customers');
my $nth = $c->prepare('SELECT id FROM customers ORDER BY id LIMIT 1 OFFSET ?');
$found{prepared} = [map { $nth->execute($_); 0 + ($nth->fetchrow_array)[0] } 0 .. 2];
$c->begin_work;
$c->do('DECLARE a_few CURSOR FOR SELECT id FROM customers');
my $fetch = $c->prepare('FETCH 17 FROM a_few');
$found{portalRows} = 0;
while ((my $rows = $fetch->execute) > 0) { $found{portalRows} += $rows }
$c->do("UPDATE customers SET phone = 'perl' WHERE id = 1");
$c->rollback;
$found{phoneUndone} = $c->selectrow_array('SELECT phone FROM customers WHERE id = 1') ne 'perl' ? JSON::PP::true : JSON::PP::false;
my $unknown = state_of(sub { $c->selectall_arrayref('SELECT nonsense FROM customers') });
$c->begin_work;
my $refused = state_of(sub { $c->do('DELETE FROM products WHERE sku = ?', undef, 'x') });
my $failed = state_of(sub { $c->do('SELECT 1') });
$c->rollback;
$found{errors} = [$unknown, $refused, $failed];
$c->do('COPY (SELECT id, ssn FROM customers) TO STDOUT');
my $line;
$found{copied} = 0;
$found{copied}++ while $c->pg_getcopydata($line) >= 0;
$found{cancelled} = do {
    $c->do('SELECT count(*) FROM generate_series(1, 2000000000)', {pg_async => PG_ASYNC});
    select undef, undef, undef, 0.3;
    # True where the server has stopped it.
    $c->pg_cancel ? '57014' : 'it ended by itself';
};
$found{afterCancel} = 0 + $c->selectrow_array('SELECT 1');
eval { open_as('storefront', 'guess'); 1 } or $found{wrongPassword} = $@ =~ /password authentication failed/ ? '28P01' : "$@";
print JSON::PP->new->encode(\%found), "\n";
