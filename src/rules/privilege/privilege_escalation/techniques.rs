//! The combinations of actions that give more than each of them says.
//!
//! Carried are those that two published catalogs agree on, or that the documentation of the service bears out, without
//! what contains a smaller one of the same gain. `THIRD-PARTY.md` names the catalogs.

use crate::rules::risk::action;
use crate::semantics::wanted::{Action, Subset};

/// What somebody ends up with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gain {
    /// Any permission, for itself.
    Administrator,
    /// What the permissions boundary was to keep away.
    Boundary,
    /// The credentials of other users.
    Users,
    /// The permissions of any role that a service may assume.
    Passed,
    /// The permissions of something that runs already.
    Workload,
}

/// Actions that together give something; those of one gain stand together, the plainest first.
#[derive(Debug)]
pub(super) struct Technique {
    pub gain: Gain,
    /// All are needed. The first is the one to take away.
    pub needs: &'static [Action],
    /// The service principals one of which the role has to be passed to; none where no role is passed.
    pub passes_to: &'static [&'static str],
    /// What its holder can do: `it can …`.
    pub way: &'static str,
}

/// All actions that some technique needs.
pub(super) static NEEDED: Subset = {
    let mut needed = Subset::NONE;
    let mut index = 0;
    while index < TECHNIQUES.len() {
        let mut needs = TECHNIQUES[index].needs;
        while let [first, rest @ ..] = needs {
            needed = needed.with(*first);
            needs = rest;
        }
        index += 1;
    }
    needed
};

macro_rules! techniques {
    ($($gain:ident $services:tt { $($($need:literal)+ => $way:literal;)+ })+) => {
        pub(super) static TECHNIQUES: &[Technique] = &[$($(Technique {
            gain: Gain::$gain,
            needs: &[$(const { action($need) }),+],
            passes_to: &$services,
            way: $way,
        },)+)+];
    };
}

techniques! {
    Administrator [] {
        "iam:AttachUserPolicy" => "attach any policy to its own user";
        "iam:AttachGroupPolicy" => "attach any policy to a group that it is in";
        "iam:AttachRolePolicy" => "attach any policy to its own role";
        "iam:PutUserPolicy" => "write any policy into its own user";
        "iam:PutGroupPolicy" => "write any policy into a group that it is in";
        "iam:PutRolePolicy" => "write any policy into its own role";
        "iam:CreatePolicyVersion" => "rewrite a managed policy that it has";
        "iam:SetDefaultPolicyVersion" => "bring back an older version of a policy that it has";
        "iam:UpdateAssumeRolePolicy" => "make any role trust it";
        "iam:AddUserToGroup" => "put itself into any group";
    }
    Boundary [] {
        "iam:DeleteUserPermissionsBoundary" => "delete that of its own user";
        "iam:DeleteRolePermissionsBoundary" => "delete that of its own role";
    }
    Users [] {
        "iam:CreateAccessKey" => "create access keys for them";
        "iam:CreateLoginProfile" => "give them a password";
        "iam:UpdateLoginProfile" => "set a new password for them";
    }
    Passed ["lambda.amazonaws.com"] {
        "iam:PassRole" "lambda:CreateFunction" "lambda:InvokeFunction"
            => "pass the role to a new function and invoke it";
        "iam:PassRole" "lambda:CreateFunction" "lambda:AddPermission"
            => "pass the role to a new function and let others invoke it";
        "iam:PassRole" "lambda:CreateFunction" "lambda:CreateEventSourceMapping"
            => "pass the role to a new function and have events invoke it";
    }
    Passed ["ec2.amazonaws.com"] {
        "iam:PassRole" "ec2:RunInstances" => "pass the role to a new instance";
        "iam:PassRole" "ec2:RequestSpotInstances" => "pass the role to a new spot instance";
    }
    Passed ["cloudformation.amazonaws.com"] {
        "iam:PassRole" "cloudformation:CreateStack" => "pass the role to a new stack";
        "iam:PassRole" "cloudformation:CreateStackSet" "cloudformation:CreateStackInstances"
            => "pass the role to a new stack set";
        "iam:PassRole" "cloudformation:UpdateStackSet" => "pass the role to an existing stack set";
    }
    Passed ["ecs-tasks.amazonaws.com"] {
        "iam:PassRole" "ecs:RegisterTaskDefinition" "ecs:RunTask"
            => "pass the role to a new task and run it";
        "iam:PassRole" "ecs:RegisterTaskDefinition" "ecs:StartTask"
            => "pass the role to a new task and start it";
        "iam:PassRole" "ecs:RegisterTaskDefinition" "ecs:CreateService"
            => "pass the role to the tasks of a new service";
        "iam:PassRole" "batch:RegisterJobDefinition" "batch:SubmitJob"
            => "pass the role to a new batch job";
    }
    Passed ["glue.amazonaws.com"] {
        "iam:PassRole" "glue:CreateJob" "glue:StartJobRun" => "pass the role to a new job and run it";
        "iam:PassRole" "glue:CreateJob" "glue:CreateTrigger"
            => "pass the role to a new job with a trigger";
        "iam:PassRole" "glue:UpdateJob" "glue:StartJobRun"
            => "pass the role to an existing job and run it";
        "iam:PassRole" "glue:UpdateJob" "glue:CreateTrigger"
            => "pass the role to an existing job with a new trigger";
        "iam:PassRole" "glue:CreateSession" "glue:RunStatement"
            => "pass the role to a session and run code in it";
        "iam:PassRole" "glue:CreateDevEndpoint" => "pass the role to a new development endpoint";
    }
    Passed ["codebuild.amazonaws.com"] {
        "iam:PassRole" "codebuild:CreateProject" "codebuild:StartBuild"
            => "pass the role to a new project and build it";
        "iam:PassRole" "codebuild:CreateProject" "codebuild:StartBuildBatch"
            => "pass the role to a new project and build it";
    }
    Passed ["sagemaker.amazonaws.com"] {
        "iam:PassRole" "sagemaker:CreateNotebookInstance" => "pass the role to a new notebook";
        "iam:PassRole" "sagemaker:CreateTrainingJob" => "pass the role to a new training job";
        "iam:PassRole" "sagemaker:CreateProcessingJob" => "pass the role to a new processing job";
    }
    Passed ["datapipeline.amazonaws.com", "ec2.amazonaws.com"] {
        "iam:PassRole" "datapipeline:CreatePipeline" "datapipeline:PutPipelineDefinition"
            => "pass the role to a new pipeline";
    }
    Passed ["tasks.apprunner.amazonaws.com", "build.apprunner.amazonaws.com"] {
        "iam:PassRole" "apprunner:CreateService" => "pass the role to a new service";
    }
    Passed ["bedrock-agentcore.amazonaws.com"] {
        "iam:PassRole" "bedrock-agentcore:CreateCodeInterpreter"
            "bedrock-agentcore:StartCodeInterpreterSession" "bedrock-agentcore:InvokeCodeInterpreter"
            => "pass the role to a new code interpreter and run code in it";
    }
    Passed ["states.amazonaws.com"] {
        "iam:PassRole" "states:CreateStateMachine" "states:StartExecution"
            => "pass the role to a new state machine and run it";
    }
    Passed ["scheduler.amazonaws.com"] {
        "iam:PassRole" "scheduler:CreateSchedule"
            => "pass the role to a schedule that calls any API";
    }
    Passed ["ssm.amazonaws.com"] {
        "iam:PassRole" "ssm:CreateDocument" "ssm:StartAutomationExecution"
            => "pass the role to a runbook of its own";
    }
    Workload [] {
        "lambda:UpdateFunctionCode" => "replace the code of a function";
        "lambda:UpdateFunctionConfiguration" => "add a layer with its own code to a function";
        "ssm:SendCommand" => "run commands on an instance";
        "ssm:StartSession" => "open a shell on an instance";
        "ecs:ExecuteCommand" "ecs:DescribeTasks" => "run commands in a container";
        "ec2-instance-connect:SendSSHPublicKey" "ec2:DescribeInstances"
            => "log in to an instance with a key of its own";
        "ec2:ModifyInstanceAttribute" "ec2:StopInstances" "ec2:StartInstances"
            => "restart an instance with its own start script";
        "ec2:ModifyLaunchTemplate" "ec2:CreateLaunchTemplateVersion"
            => "put its own start script into a launch template";
        "cloudformation:UpdateStack" => "change a stack, which acts with the role that it has";
        "cloudformation:ExecuteChangeSet" "cloudformation:CreateChangeSet"
            => "change a stack, which acts with the role that it has";
        "codebuild:StartBuild" => "start a build with commands of its own";
        "codebuild:StartBuildBatch" => "start a batch of builds with commands of its own";
        "glue:UpdateDevEndpoint" => "log in to a development endpoint with a key of its own";
        "sagemaker:CreatePresignedNotebookInstanceUrl" => "open a notebook";
        "sagemaker:UpdateNotebookInstance" "sagemaker:CreateNotebookInstanceLifecycleConfig"
            "sagemaker:StopNotebookInstance" "sagemaker:StartNotebookInstance"
            => "restart a notebook with its own start script";
        "apprunner:UpdateService" => "replace the image of a service";
        "bedrock-agentcore:InvokeCodeInterpreter" "bedrock-agentcore:StartCodeInterpreterSession"
            => "run code in a code interpreter";
    }
}
