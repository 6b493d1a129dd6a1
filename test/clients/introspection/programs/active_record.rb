# What Rails' ActiveRecord asks: models, a dump of the schema, migrations, and what a connection can be asked.
require 'active_record'
require 'stringio'

ActiveRecord::Base.establish_connection(ENV.fetch('DATABASE_URL'))
connection = ActiveRecord::Base.connection

class Customer < ActiveRecord::Base; end
class Order < ActiveRecord::Base
  belongs_to :customer
end
Customer.columns_hash
Customer.first
Order.includes(:customer).where(state: 'paid').to_a
Order.pluck(:id)

def try(what)
  yield
rescue StandardError => e
  warn "#{what}: #{e.class} #{e.message.lines.first}"
end

try('dump') { ActiveRecord::SchemaDumper.dump(ActiveRecord::Base, StringIO.new) }
tables = %w[customers orders order_items events]
%i[tables views data_sources schema_names extensions enum_types current_schema current_database encoding collation ctype
   schema_search_path client_min_messages max_identifier_length database_version all_foreign_keys_valid?
   supports_advisory_locks? foreign_tables available_extensions session_auth].each do |name|
  try(name) { connection.public_send(name) if connection.method(name).arity <= 0 }
rescue NameError
  next
end
tables.each do |table|
  %i[columns primary_keys primary_key indexes foreign_keys check_constraints table_comment table_options pk_and_sequence_for
     serial_sequence column_definitions inherited_table_names exclusion_constraints unique_constraints].each do |name|
    try(name) { connection.send(name, table) if connection.respond_to?(name, true) }
  end
  try('table_exists?') { connection.table_exists?(table) }
  try('view_exists?') { connection.view_exists?(table) }
  try('index_name_exists?') { connection.index_name_exists?(table, 'orders_pkey') }
end
try('extension') { connection.extension_enabled?('pgcrypto') }
try('schema_exists?') { connection.schema_exists?('archive') }
try('type_map') { connection.send(:reload_type_map) }

migration = Class.new(ActiveRecord::Migration[6.1]) do
  def change
    create_table(:made) { |t| t.string :name, index: true }
    add_reference :made, :order, foreign_key: true, type: :integer
    change_column_null :made, :name, false
  end
end
try('migrations') do
  context = connection.respond_to?(:migration_context) ? connection.migration_context : ActiveRecord::Base.connection_pool.migration_context
  context.current_version
  ActiveRecord::SchemaMigration.create_table
  ActiveRecord::InternalMetadata.create_table
  migration.migrate(:up)
  migration.migrate(:down)
end
try('lock') { connection.get_advisory_lock(7) && connection.release_advisory_lock(7) }
try('truncate') { connection.disable_referential_integrity { 1 } }
try('explain') { Customer.where(id: 1).explain }
