// Is this file a valid OpenAPI 3.1 document?  node tests/openapi.mjs FILE
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';

const validator = new Validator();
const result = await validator.validate(JSON.parse(readFileSync(process.argv[2], 'utf8')));
if (!result.valid)
  console.error(JSON.stringify(result.errors, null, 1).slice(0, 4000));
process.exit(result.valid && validator.version === '3.1' ? 0 : 1);
