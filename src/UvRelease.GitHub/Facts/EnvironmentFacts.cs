using System.Text.Json.Serialization;

namespace UvRelease.GitHub.Facts;

/// <summary>An environment that jobs deploy to (docs.github.com, "REST API endpoints for deployment environments").</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="ProtectionRules">What a job waits for.</param>
/// <param name="DeploymentBranchPolicy">Which branches and tags may deploy; null for all.</param>
public sealed record EnvironmentFacts(long Id, string Name, IReadOnlyList<ProtectionRule> ProtectionRules, BranchPolicy? DeploymentBranchPolicy);

/// <summary>Which branches and tags may deploy.</summary>
/// <param name="ProtectedBranches">True for protected branches alone.</param>
/// <param name="CustomBranchPolicies">True for those that match the environment's patterns.</param>
public sealed record BranchPolicy(bool ProtectedBranches, bool CustomBranchPolicies);

/// <summary>Something that a job waits for. A kind that is not known here can't be judged, and is no answer.</summary>
/// <param name="Id">Its number.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(WaitTimerRule), "wait_timer")]
[JsonDerivedType(typeof(ReviewersRule), "required_reviewers")]
[JsonDerivedType(typeof(BranchPolicyRule), "branch_policy")]
public abstract record ProtectionRule(long Id);

/// <summary>A job waits for a while.</summary>
/// <param name="Id">Its number.</param>
/// <param name="WaitTimer">How long, in minutes.</param>
public sealed record WaitTimerRule(long Id, int WaitTimer) : ProtectionRule(Id);

/// <summary>A job waits until one of the reviewers approves it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="PreventSelfReview">True where whoever started the run may not approve it.</param>
/// <param name="Reviewers">Who may.</param>
public sealed record ReviewersRule(long Id, bool PreventSelfReview, IReadOnlyList<Reviewer> Reviewers) : ProtectionRule(Id);

/// <summary>A job must come from a branch or a tag that may deploy.</summary>
/// <param name="Id">Its number.</param>
public sealed record BranchPolicyRule(long Id) : ProtectionRule(Id);

/// <summary>Who may approve.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(UserReviewer), "User")]
[JsonDerivedType(typeof(TeamReviewer), "Team")]
public abstract record Reviewer;

/// <summary>A person.</summary>
/// <param name="Account">The account.</param>
public sealed record UserReviewer([property: JsonPropertyName("reviewer")] AccountFacts Account) : Reviewer;

/// <summary>Everybody of a team.</summary>
/// <param name="Team">The team.</param>
public sealed record TeamReviewer([property: JsonPropertyName("reviewer")] TeamFacts Team) : Reviewer;

/// <summary>An account.</summary>
/// <param name="Id">Its number, which stays when the name changes.</param>
/// <param name="Login">Its name.</param>
public sealed record AccountFacts(long Id, string Login);

/// <summary>A team.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Slug">Its name in addresses.</param>
public sealed record TeamFacts(long Id, string Slug);
