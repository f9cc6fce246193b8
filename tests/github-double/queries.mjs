// GitHub's GraphQL API for what steps ask of pull requests and write of discussions: its own schema (npm @octokit/graphql-schema) judges queries and answers.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const judges = new URL('../UvRelease.Tests/Changelog/judges-graphql/', import.meta.url);
const { GraphQLError, TypeInfo, buildSchema, execute, getNamedType, parse, validate, visit, visitWithTypeInfo } = createRequire(judges)('graphql');
const schema = buildSchema(readFileSync(new URL('node_modules/@octokit/graphql-schema/schema.graphql', judges), 'utf8'), { assumeValidSDL: true });

function problems(document) {
  const found = validate(schema, document).map(error => error.message), types = new TypeInfo(schema);
  visit(document, visitWithTypeInfo(types, {
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

const missing = message => new GraphQLError(message, { extensions: { type: 'NOT_FOUND' } });
const page = (nodes, { first, last }) => ({ totalCount: nodes.length, nodes: first ? nodes.slice(0, first) : nodes.slice(-last), pageInfo: { hasNextPage: first < nodes.length, hasPreviousPage: last < nodes.length } });

function told(known, one, type) {
  const comments = known.comments.filter(comment => comment.issue === one.number);
  return {
    __typename: type, id: `I_${one.number}`, number: one.number, title: one.title, body: one.body ?? '', locked: one.locked ?? false,
    merged: Boolean(one.merged || one.merged_at),
    state: one.merged || one.merged_at ? 'MERGED' : one.state.toUpperCase(), mergeCommit: one.merge_commit_sha ? { __typename: 'Commit', oid: one.merge_commit_sha } : null,
    comments: bounds => page(comments.map(({ id, body, by }) => ({ __typename: 'IssueComment', fullDatabaseId: `${id}`, databaseId: id, body, viewerDidAuthor: !by })), bounds),
    labels: bounds => page(one.labels.map(({ name }) => ({ name })), bounds),
    closingIssuesReferences: bounds => page((known.closing[one.number] ?? []).map(number => told(known, known.issues.find(issue => issue.number === number), 'Issue')), bounds),
  };
}

export function answerGraph(known, { query, variables = {} }) {
  let document;
  try {
    document = parse(query);
  } catch (error) {
    return { refused: [error.message] };
  }
  const refused = problems(document);
  const given = document.definitions[0].variableDefinitions?.map(definition => definition.variable.name.value) ?? [];
  for (const name of Object.keys(variables)) if (!given.includes(name)) refused.push(`The query does not declare the variable ${name}.`);
  if (refused.length) return { refused };
  const root = {
    viewer: () => ({ login: 'octocat' }),
    repository: () => ({
      id: `R_${known.name}`, hasDiscussionsEnabled: known.categories.length > 0,
      object: () => null,
      issueOrPullRequest: ({ number }) => {
        const pull = known.pulls.find(one => one.number === number), issue = known.issues.find(one => one.number === number);
        if (!pull && !issue) throw missing(`Could not resolve to an issue or pull request with the number of ${number}.`);
        return told(known, pull ?? issue, pull ? 'PullRequest' : 'Issue');
      },
      discussionCategories: bounds => page(known.categories.map(name => ({ id: `DC_${known.name} ${name}`, name, slug: name.toLowerCase() })), bounds),
      discussions: ({ categoryId, ...bounds }) => page(known.discussions.filter(one => !categoryId || one.category === categoryId), bounds),
    }),
    createDiscussion: ({ input }) => {
      const number = known.discussions.length + 1000;
      const discussion = { __typename: 'Discussion', id: `D_${known.name} ${number}`, number, title: input.title, body: input.body, category: input.categoryId, url: `https://github.com/${known.name}/discussions/${number}` };
      known.discussions.push(discussion);
      return { discussion };
    },
    updateDiscussion: ({ input }) => ({ discussion: Object.assign(known.discussions.find(one => one.id === input.discussionId), { title: input.title, body: input.body }) }),
  };
  const { data, errors } = execute({ schema, document, rootValue: root, variableValues: variables });
  if (data === undefined) return { refused: errors.map(error => error.message) };
  const shown = errors?.map(({ message, path, locations, extensions }) => ({ type: extensions.type, path, locations, message }));
  return { answer: shown ? { data, errors: shown } : { data } };
}
