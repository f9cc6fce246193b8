using UvRelease.Runner;
using Xunit;

namespace UvRelease.Tests.Runner;

public class ChildVariablesSpecs
{
    [Theory]
    [InlineData("INPUT_NAME")]
    [InlineData("STATE_name")]
    [InlineData("ACTIONS_RUNTIME_URL")]
    [InlineData("ACTIONS_ID_TOKEN_REQUEST_TOKEN")]
    [InlineData("GITHUB_TOKEN")]
    [InlineData("GH_ENTERPRISE_TOKEN")]
    [InlineData("SENTRY_AUTH_TOKEN")]
    [InlineData("AWS_ACCESS_KEY_ID")]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    [InlineData("AZURE_CLIENT_SECRET")]
    [InlineData("AZURE_STORAGE_ACCOUNT_KEY")]
    [InlineData("CSC_KEY_PASSWORD")]
    [InlineData("APPLE_APP_SPECIFIC_PASSWORD")]
    [InlineData("GOOGLE_APPLICATION_CREDENTIALS")]
    [InlineData("NPM_CONFIG_//registry.npmjs.org/:_authToken")]
    [InlineData("GITHUB_OUTPUT")]
    [InlineData("GITHUB_ENV")]
    [InlineData("GITHUB_PATH")]
    [InlineData("GITHUB_STATE")]
    [InlineData("GITHUB_STEP_SUMMARY")]
    [InlineData("GITHUB_ARTIFACTS")]
    public void Children_get_no_inputs_no_credentials_and_no_files_of_the_runner(string name) =>
        Assert.Empty(ChildVariables.From(new Dictionary<string, string>(StringComparer.Ordinal) { [name] = "x" }, []));

    [Theory]
    [InlineData("PATH")]
    [InlineData("HOME")]
    [InlineData("LANG")]
    [InlineData("GITHUB_REPOSITORY")]
    [InlineData("RUNNER_TEMP")]
    [InlineData("SOURCE_DATE_EPOCH")]
    [InlineData("GIT_CONFIG_KEY_0")]
    [InlineData("SSH_AUTH_SOCK")]
    public void Everything_else_they_get_as_it_is(string name) =>
        Assert.Equal("x", ChildVariables.From(new Dictionary<string, string>(StringComparer.Ordinal) { [name] = "x" }, [])[name]);

    [Theory]
    [InlineData(null, 0)]
    [InlineData("", 0)]
    [InlineData("2", 2)]
    [InlineData("-1", 0)]
    [InlineData("many", 0)]
    public void Safe_folders_come_after_the_caller_s_own_settings(string? count, int first)
    {
        var ours = new Dictionary<string, string>(StringComparer.Ordinal);
        if (count is not null)
            ours["GIT_CONFIG_COUNT"] = count;
        IReadOnlyDictionary<string, string> theirs = ChildVariables.From(ours, ["/w", "/w/a"]);
        Assert.Equal(
            ("safe.directory", "/w", "safe.directory", "/w/a", $"{first + 2}"),
            (theirs[$"GIT_CONFIG_KEY_{first}"], theirs[$"GIT_CONFIG_VALUE_{first}"], theirs[$"GIT_CONFIG_KEY_{first + 1}"],
                theirs[$"GIT_CONFIG_VALUE_{first + 1}"], theirs["GIT_CONFIG_COUNT"]));
    }
}
