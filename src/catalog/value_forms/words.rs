//! The lists of words that keys have as their values, as of [`super::AS_OF`], each with the page that has it.

/// IAM User Guide, "Principal key values".
pub(super) const CALLERS: &str = "Account Anonymous AssumedRole FederatedUser User";

/// DynamoDB API Reference, `Query` and `PutItem`.
pub(super) const SELECT: &str = "ALL_ATTRIBUTES ALL_PROJECTED_ATTRIBUTES COUNT SPECIFIC_ATTRIBUTES";
pub(super) const RETURN_VALUES: &str = "ALL_NEW ALL_OLD NONE UPDATED_NEW UPDATED_OLD";

/// EC2 API Reference, `CreateVolume`.
pub(super) const VOLUMES: &str = "gp2 gp3 io1 io2 sc1 st1 standard";

/// KMS API Reference, `CreateKey`.
pub(super) const KEY_SPECS: &str = "ECC_NIST_EDWARDS25519 ECC_NIST_P256 ECC_NIST_P384 ECC_NIST_P521 ECC_SECG_P256K1 HMAC_224 HMAC_256 \
    HMAC_384 HMAC_512 ML_DSA_44 ML_DSA_65 ML_DSA_87 ML_KEM_1024 ML_KEM_512 ML_KEM_768 RSA_2048 RSA_3072 \
    RSA_4096 SM2 SYMMETRIC_DEFAULT";
pub(super) const KEY_USAGES: &str =
    "ENCAPSULATE_DECAPSULATE ENCRYPT_DECRYPT GENERATE_VERIFY_MAC KEY_AGREEMENT SIGN_VERIFY";
pub(super) const ORIGINS: &str = "AWS_CLOUDHSM AWS_KMS EXTERNAL EXTERNAL_KEY_STORE";

/// KMS API Reference, `GenerateDataKeyPair`.
pub(super) const PAIR_SPECS: &str = "ECC_NIST_EDWARDS25519 ECC_NIST_P256 ECC_NIST_P384 ECC_NIST_P521 ECC_SECG_P256K1 ML_KEM_1024 \
    ML_KEM_512 ML_KEM_768 RSA_2048 RSA_3072 RSA_4096 SM2";

/// KMS API Reference, `Encrypt`, `Sign`, `GenerateMac`.
pub(super) const ENCRYPTION: &str = "RSAES_OAEP_SHA_1 RSAES_OAEP_SHA_256 SM2PKE SYMMETRIC_DEFAULT";
pub(super) const SIGNING: &str = "ECDSA_SHA_256 ECDSA_SHA_384 ECDSA_SHA_512 ED25519_PH_SHA_512 ED25519_SHA_512 ML_DSA_SHAKE_256 \
    RSASSA_PKCS1_V1_5_SHA_256 RSASSA_PKCS1_V1_5_SHA_384 RSASSA_PKCS1_V1_5_SHA_512 RSASSA_PSS_SHA_256 \
    RSASSA_PSS_SHA_384 RSASSA_PSS_SHA_512 SM2DSA";
pub(super) const MACS: &str = "HMAC_SHA_224 HMAC_SHA_256 HMAC_SHA_384 HMAC_SHA_512";

/// KMS API Reference, `GetParametersForImport` and `ImportKeyMaterial`.
pub(super) const WRAPPING: &str = "RSAES_OAEP_SHA_1 RSAES_OAEP_SHA_256 RSAES_PKCS1_V1_5 RSA_AES_KEY_WRAP_SHA_1 RSA_AES_KEY_WRAP_SHA_256 \
    SM2PKE";
pub(super) const EXPIRATION: &str = "KEY_MATERIAL_DOES_NOT_EXPIRE KEY_MATERIAL_EXPIRES";

/// KMS API Reference, `CreateGrant`.
pub(super) const GRANTS: &str = "CreateGrant Decapsulate Decrypt DeriveSharedSecret DescribeKey Encapsulate Encrypt GenerateDataKey \
    GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext GenerateMac \
    GetPublicKey ReEncryptFrom ReEncryptTo RetireGrant Sign Verify VerifyMac";

/// Organizations API Reference, `CreatePolicy`.
pub(super) const POLICIES: &str = "AISERVICES_OPT_OUT_POLICY BACKUP_POLICY BEDROCK_POLICY CHATBOT_POLICY DECLARATIVE_POLICY_EC2 \
    GUARDDUTY_POLICY INSPECTOR_POLICY NETWORK_SECURITY_DIRECTOR_POLICY RESOURCE_CONTROL_POLICY S3_POLICY \
    SECURITYHUB_CSPM_POLICY SECURITYHUB_POLICY SERVICE_CONTROL_POLICY TAG_POLICY UPGRADE_ROLLOUT_POLICY";

/// S3 User Guide, "Access control list overview"; S3 API Reference, `PutObject` and `CreateBucket`.
pub(super) const ACLS: &str = "authenticated-read aws-exec-read bucket-owner-full-control bucket-owner-read log-delivery-write \
    private public-read public-read-write";
pub(super) const OWNERSHIP: &str = "BucketOwnerEnforced BucketOwnerPreferred ObjectWriter";
pub(super) const SERVER_SIDE: &str = "AES256 aws:backup aws:fsx aws:kms aws:kms:dsse";
pub(super) const STORAGE: &str = "AWS_BACKUP_LOW_COST_WARM AWS_BACKUP_WARM DEEP_ARCHIVE EXPRESS_ONEZONE FSX_ONTAP FSX_OPENZFS GLACIER \
    GLACIER_IR INTELLIGENT_TIERING ONEZONE_IA OUTPOSTS REDUCED_REDUNDANCY SNOW STANDARD STANDARD_IA";

/// SNS API Reference, `Subscribe`.
pub(super) const PROTOCOLS: &str =
    "application email email-json firehose http https lambda sms sqs";
