# ruby-pg before the sample shop.
require 'json'
require 'pg'

PASSWORDS = { 'storefront' => ENV['STOREFRONT_PASSWORD'], 'analyst/analytics' => ENV['ANALYST_PASSWORD'] }.freeze
SLOW = 'SELECT count(*) FROM generate_series(1, 2000000000)'

def connect(user, password = PASSWORDS[user])
  PG.connect(user: user, password: password)
end

def state
  yield
  'did not fail'
rescue PG::Error => e
  e.result.error_field(PG::PG_DIAG_SQLSTATE)
end

c = connect('storefront')
found = { driver: 'ruby-pg' }
# In binary, and a row at a time.
found[:ssn] = c.exec_params('SELECT ssn FROM customers WHERE id = $1', [{ value: [1].pack('q>'), type: 20, format: 1 }], 1).getvalue(0, 0)
found[:analystNames] = connect('analyst/analytics').exec('SELECT count(name) FROM customers').getvalue(0, 0).to_i
c.prepare('nth', 'SELECT id FROM customers ORDER BY id LIMIT 1 OFFSET $1')
c.enter_pipeline_mode
3.times { |n| c.send_query_prepared('nth', [n]) }
c.pipeline_sync
found[:prepared] = Array.new(3) { [c.get_result.getvalue(0, 0).to_i, c.get_result].first }
raise 'no sync' unless c.get_result.result_status == PG::PGRES_PIPELINE_SYNC

c.exit_pipeline_mode
c.exec('BEGIN')
c.send_query('SELECT id FROM customers')
c.set_single_row_mode
rows = 0
while (row = c.get_result)
  rows += row.ntuples
end
found[:portalRows] = rows
c.exec("UPDATE customers SET phone = 'ruby' WHERE id = 1")
c.exec('ROLLBACK')
found[:phoneUndone] = c.exec('SELECT phone FROM customers WHERE id = 1').getvalue(0, 0) != 'ruby'
unknown = state { c.exec('SELECT nonsense FROM customers') }
c.exec('BEGIN')
refused = state { c.exec_params('DELETE FROM products WHERE sku = $1', ['x']) }
failed = state { c.exec('SELECT 1') }
c.exec('ROLLBACK')
found[:errors] = [unknown, refused, failed]
found[:copied] = 0
c.copy_data('COPY (SELECT id, ssn FROM customers) TO STDOUT', PG::TextDecoder::CopyRow.new) do
  found[:copied] += 1 while c.get_copy_data
end
found[:cancelled] = state do
  c.send_query(SLOW)
  sleep 0.3
  c.cancel
  c.get_last_result
end
found[:afterCancel] = c.exec('SELECT 1').getvalue(0, 0).to_i
begin
  connect('storefront', 'guess')
rescue PG::ConnectionBad => e
  # libpq tells no SQLSTATE of a login that failed.
  found[:wrongPassword] = e.message.include?('password authentication failed') ? '28P01' : e.message
end
puts JSON.generate(found)
