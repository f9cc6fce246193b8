// Answers queries as GitHub's GraphQL API would for a small repository. A line of standard input is { query, variables, repository }; its line of standard output
// is { refused } for what GitHub's own schema, or a limit of its API, does not allow, else { answer }.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { GraphQLError, TypeInfo, buildSchema, execute, getNamedType, parse, validate, visit, visitWithTypeInfo } from 'graphql';

const schema = buildSchema(readFileSync(new URL('node_modules/@octokit/graphql-schema/schema.graphql', import.meta.url), 'utf8'), { assumeValidSDL: true });
let query, variables, repository, broken;

/** What is wrong with a query, in sentences. */
function problems(document) {
  const found = validate(schema, document).map(error => error.message);
  const types = new TypeInfo(schema);
  visit(document, visitWithTypeInfo(types, {
    OperationDefinition: node => { if (node.operation !== 'query') found.push(`A ${node.operation} changes something.`); },
    StringValue: node => { found.push(`The text "${node.value}" is in the query; values are variables.`); },
    // GitHub: MISSING_PAGINATION_BOUNDARIES, and EXCESSIVE_PAGINATION above 100.
    Field: node => {
      if (!getNamedType(types.getType())?.name.endsWith('Connection')) return;
      const bound = node.arguments.find(argument => ['first', 'last'].includes(argument.name.value))?.value;
      if (!(bound?.kind === 'IntValue' && bound.value >= 1 && bound.value <= 100)) found.push(`${node.name.value} needs first or last from 1 to 100.`);
    },
  }));
  return found;
}

function missing(message) {
  return new GraphQLError(message, { extensions: { type: 'NOT_FOUND' } });
}

function commit(oid) {
  if (!/^[0-9a-f]{40}$/.test(oid)) broken.push(`${oid} is no id of a commit.`);
  const authors = repository.commits[oid];
  if (!authors) return null;
  const nodes = authors.map(({ name, email, login }) => ({ name, email, user: login ? { login } : null }));
  return { __typename: 'Commit', oid, authors: ({ first }) => ({ totalCount: nodes.length, nodes: nodes.slice(0, first) }) };
}

function issueOrPullRequest(number) {
  if (repository.issues.includes(number)) return { __typename: 'Issue', number };
  const pull = repository.pullRequests[number];
  if (!pull) throw missing(`Could not resolve to an issue or pull request with the number of ${number}.`);
  return { __typename: 'PullRequest', number, title: pull.title, body: pull.body, mergeCommit: pull.mergeCommit ? { __typename: 'Commit', oid: pull.mergeCommit } : null };
}

const root = {
  repository: ({ owner, name }) => {
    if (`${owner}/${name}` !== repository.name) throw missing(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
    return { object: ({ oid }) => commit(oid), issueOrPullRequest: ({ number }) => issueOrPullRequest(number) };
  },
};

function answer() {
  let document;
  try {
    document = parse(query);
  } catch (error) {
    return { refused: [error.message] };
  }
  const refused = problems(document);
  if (refused.length > 0) return { refused };
  const given = document.definitions[0].variableDefinitions.map(definition => definition.variable.name.value);
  const unknown = Object.keys(variables).filter(name => !given.includes(name));
  if (unknown.length > 0) return { refused: [`Variables that the query does not declare: ${unknown}`] };
  const { data, errors } = execute({ schema, document, rootValue: root, variableValues: variables });
  if (broken.length > 0) return { refused: broken };
  if (data === undefined) return { refused: errors.map(error => error.message) };
  // GitHub puts the type of an error beside its message.
  const told = errors?.map(({ message, path, locations, extensions }) => ({ type: extensions.type, path, locations, message }));
  return { answer: told ? { data, errors: told } : { data } };
}

for await (const line of createInterface({ input: process.stdin })) {
  ({ query, variables, repository } = JSON.parse(line));
  broken = [];
  process.stdout.write(`${JSON.stringify(answer())}\n`);
}
