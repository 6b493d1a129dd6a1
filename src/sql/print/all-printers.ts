import { booleanPrinters } from './boolean-expression.js';
import { constantPrinters } from './constant.js';
import { constructorPrinters } from './constructor-expression.js';
import { copyPrinters } from './copy.js';
import { createAsPrinters } from './create-as.js';
import { fromItemPrinters } from './from-item.js';
import { callPrinters } from './function-call.js';
import { indexElementPrinters } from './index-element.js';
import { insertPrinters } from './insert.js';
import { jsonFunctionPrinters } from './json-function.js';
import { jsonTablePrinters } from './json-table.js';
import { jsonValuePrinters } from './json-value.js';
import { mergePrinters } from './merge.js';
import { operatorPrinters } from './operator-expression.js';
import { preparedPrinters } from './prepared.js';
import type { NodePrinters } from './printer.js';
import { queryClausePrinters } from './query-clause.js';
import { referencePrinters } from './reference.js';
import { selectPrinters } from './select.js';
import { setVariablePrinters } from './set-variable.js';
import { subLinkPrinters } from './sub-link.js';
import { transactionPrinters } from './transaction.js';
import { typePrinters } from './type-name.js';
import { updatePrinters } from './update.js';
import { windowPrinters } from './window.js';
import { withPrinters } from './with-clause.js';
import { xmlPrinters } from './xml.js';

/** Every kind of node that is printed here. */
export const allPrinters: NodePrinters = {
  ...constantPrinters,
  ...referencePrinters,
  ...typePrinters,
  ...operatorPrinters,
  ...booleanPrinters,
  ...constructorPrinters,
  ...callPrinters,
  ...windowPrinters,
  ...subLinkPrinters,
  ...xmlPrinters,
  ...jsonValuePrinters,
  ...jsonFunctionPrinters,
  ...jsonTablePrinters,
  ...selectPrinters,
  ...queryClausePrinters,
  ...fromItemPrinters,
  ...withPrinters,
  ...insertPrinters,
  ...indexElementPrinters,
  ...updatePrinters,
  ...mergePrinters,
  ...preparedPrinters,
  ...copyPrinters,
  ...createAsPrinters,
  ...setVariablePrinters,
  ...transactionPrinters,
};
