/* SPDX-License-Identifier: (GPL-2.0-only OR BSD-2-Clause) */
/*
 * The kernel's types, only as far as the programs read them.
 *
 * Written by hand instead of dumping vmlinux.h: no tool and no BTF is needed to build, and the
 * object is a third of the size. Every record is relocated by name at load (CO-RE), so the order
 * and the missing fields do not matter; the nesting and the sort of a field (struct, pointer,
 * integer) do.
 */
#ifndef KERNEL_H
#define KERNEL_H

typedef unsigned char __u8;
typedef signed char __s8;
typedef unsigned short __u16;
typedef short __s16;
typedef unsigned int __u32;
typedef int __s32;
typedef unsigned long long __u64;
typedef long long __s64;
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u64 __be64;
typedef __u32 __wsum;

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s32 s32;
typedef __s64 s64;
typedef _Bool bool;
#define true 1
#define false 0
#define NULL ((void *)0)

enum bpf_map_type {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_PROG_ARRAY = 3,
	BPF_MAP_TYPE_PERF_EVENT_ARRAY = 4,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
	BPF_MAP_TYPE_CGROUP_ARRAY = 8,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_LPM_TRIE = 11,
	BPF_MAP_TYPE_ARRAY_OF_MAPS = 12,
	BPF_MAP_TYPE_RINGBUF = 27,
};

enum {
	BPF_ANY = 0,
	BPF_NOEXIST = 1,
	BPF_F_NO_PREALLOC = 1U << 0,
	BPF_F_MMAPABLE = 1U << 10,
	BPF_RB_NO_WAKEUP = 1ULL << 0,
	BPF_RB_FORCE_WAKEUP = 1ULL << 1,
	BPF_RB_AVAIL_DATA = 0,
	BPF_F_CURRENT_CPU = 0xffffffffULL,
};

/* Only what is asked for by bpf_core_enum_value_exists: see compat.bpf.h. */
enum bpf_func_id {
	BPF_FUNC_get_current_task_btf = 158,
	BPF_FUNC_task_pt_regs = 175,
};

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct {
	int counter;
} atomic_t;
typedef struct {
	u32 val;
} kuid_t;
typedef struct {
	u32 val;
} kgid_t;

struct kernfs_node {
	struct kernfs_node *parent;
	const char *name;
	u64 id;
};
/* renamed in 6.15 (633488947ef6 "kernfs: Use RCU to access kernfs_node::parent.") */
struct kernfs_node___since_6_15 {
	struct kernfs_node *__parent;
};

struct ns_common {
	u32 ns_type;
	unsigned int inum;
	u64 ns_id; /* since 6.18, see compat.bpf.h */
};
/* the type was with the operations before 6.18 (4055526d3574 "ns: move ns type into struct
 * ns_common") */
struct proc_ns_operations___before_6_18 {
	int type;
};
struct ns_common___before_6_18 {
	const struct proc_ns_operations___before_6_18 *ops;
};
struct mnt_namespace {
	struct ns_common ns;
	u64 seq; /* before 6.18 */
};
struct user_namespace {
	struct ns_common ns;
};
struct uts_namespace {
	struct ns_common ns;
};
struct ipc_namespace {
	struct ns_common ns;
};
struct cgroup_namespace {
	struct ns_common ns;
};
struct time_namespace {
	struct ns_common ns;
};
struct net {
	struct ns_common ns;
	u32 hash_mix; /* random for each */
};

/* Numbers and what they stand for, by six bits a level. */
struct xa_node {
	unsigned char shift;
	void *slots[64];
};
struct xarray {
	void *xa_head;
};
struct idr {
	struct xarray idr_rt;
};
struct pid_namespace {
	struct idr idr;
	struct ns_common ns;
};
typedef struct {
	struct net *net;
} possible_net_t;
struct nsproxy {
	struct uts_namespace *uts_ns;
	struct ipc_namespace *ipc_ns;
	struct mnt_namespace *mnt_ns;
	struct pid_namespace *pid_ns_for_children;
	struct net *net_ns;
	struct time_namespace *time_ns_for_children;
	struct cgroup_namespace *cgroup_ns;
};
struct upid {
	int nr;
	struct pid_namespace *ns;
};
struct hlist_node {
	struct hlist_node *next;
};
struct hlist_head {
	struct hlist_node *first;
};
struct pid {
	unsigned int level;
	struct hlist_head tasks[4]; /* by enum pid_type */
	struct upid numbers[1];
};

/* 64 bits on all versions: two words before 6.3 (f122a08b197d), one since. */
typedef struct {
	u64 val;
} kernel_cap_t;
struct cred {
	kuid_t uid;
	kgid_t gid;
	kuid_t suid;
	kgid_t sgid;
	kuid_t euid;
	kgid_t egid;
	kernel_cap_t cap_permitted;
	kernel_cap_t cap_effective;
	struct user_namespace *user_ns;
};

struct qstr {
	u32 len;
	const unsigned char *name;
};
struct file_system_type {
	const char *name;
};
struct super_block {
	u32 s_dev;
	unsigned long s_magic;
	struct file_system_type *s_type;
};
struct inode {
	u16 i_mode;
	kuid_t i_uid;
	kgid_t i_gid;
	struct super_block *i_sb;
	unsigned long i_ino;
	unsigned int i_nlink;
	u32 i_rdev;
	long long i_size;
	void *i_private;
};
struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
};
struct vfsmount {
	struct dentry *mnt_root;
	struct super_block *mnt_sb;
	int mnt_flags;
};
struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
	const char *mnt_devname;
};
struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};
struct file {
	struct path f_path;
	struct inode *f_inode;
	unsigned int f_flags;
	unsigned int f_mode;
	void *private_data;
};
struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};
struct files_struct {
	struct fdtable *fdt;
};
struct fs_struct {
	struct path root;
	struct path pwd;
};

struct mm_struct {
	unsigned long arg_start;
	unsigned long arg_end;
	struct file *exe_file;
};

struct cgroup;
struct cgroup_subsys_state {
	struct cgroup *cgroup;
	struct cgroup_subsys_state *parent;
};
struct cgroup {
	struct cgroup_subsys_state self;
	struct kernfs_node *kn;
};
struct css_set {
	struct cgroup_subsys_state *subsys[1];
	struct cgroup *dfl_cgrp;
};

struct ktermios {
	unsigned int c_lflag;
};
struct winsize {
	unsigned short ws_row;
	unsigned short ws_col;
};
struct tty_driver {
	int major;
	int minor_start;
	int name_base;
};
/* tty_struct.ctrl came with 5.16 (6c80c0b94b94 and neighbours); before, session stood by itself. */
struct tty_struct {
	int index;
	struct tty_driver *driver;
	struct ktermios termios;
	struct winsize winsize;
	struct tty_struct *link;
	struct {
		struct pid *session;
	} ctrl;
};
struct tty_struct___before_5_16 {
	struct pid *session;
};
struct tty_file_private {
	struct tty_struct *tty;
};

struct signal_struct {
	atomic_t live;
	struct pid *pids[4]; /* by enum pid_type */
	int group_exit_code;
	unsigned int flags;
	struct tty_struct *tty;
};

/* Present with CONFIG_THREAD_INFO_IN_TASK, as always on x86-64. */
struct thread_info {
	u32 status;
};

struct task_struct {
	struct thread_info thread_info;
	void *stack;
	unsigned int flags;
	int exit_state;
	struct mm_struct *mm;
	int exit_code;
	int pid;
	int tgid;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	u64 start_boottime;
	const struct cred *cred;
	const struct cred *real_cred;
	char comm[16];
	struct fs_struct *fs;
	struct files_struct *files;
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
	kuid_t loginuid;
	unsigned int sessionid;
	struct css_set *cgroups;
	struct hlist_node pid_links[4]; /* by enum pid_type */
};
/* start_boottime was called real_start_time before 5.5 (cf25e24db61c); below the floor. */

struct linux_binprm {
	struct file *file;
	int argc;
	const char *filename;
	const char *interp;
};

struct pt_regs {
	unsigned long r10;
	unsigned long r9;
	unsigned long r8;
	unsigned long ax;
	unsigned long cx;
	unsigned long dx;
	unsigned long si;
	unsigned long di;
	unsigned long orig_ax;
	unsigned long sp;
};

/* Numbers that differ between configurations, asked for by bpf_core_enum_value. */
enum cgroup_subsys_id {
	pids_cgrp_id,
};
enum pid_type {
	PIDTYPE_PID = 0,
	PIDTYPE_PGID = 2,
	PIDTYPE_SID = 3,
};

enum iter_type {
	ITER_UBUF, /* the number differs between versions */
};
struct iov_iter {
	u8 iter_type;
	unsigned long iov_offset;
	void *ubuf;
};
struct kiocb {
	struct file *ki_filp;
};

struct in6_addr {
	union {
		u8 u6_addr8[16];
	} in6_u;
};
struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	u16 skc_num;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	int skc_bound_dev_if;
	unsigned long skc_flags;
	possible_net_t skc_net;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
};
struct sock {
	struct sock_common __sk_common;
	u16 sk_type;
	u16 sk_protocol;
	int sk_err;
	u32 sk_max_ack_backlog;
	struct socket *sk_socket;
};
enum sock_flags {
	SOCK_DONE, /* the number differs between versions */
};
struct inet_sock {
	struct sock sk;
	__be32 inet_saddr;
	__be16 inet_sport;
};
struct ipv6_pinfo {
	struct in6_addr saddr;
};
struct tcp_sock {
	u64 bytes_received;
	u64 bytes_acked;
	u32 snd_una;
	u32 write_seq;
};
struct packet_sock {
	int ifindex;
};
struct socket {
	short type;
	struct file *file;
	struct sock *sk;
};
struct sockaddr_un {
	u16 sun_family;
	char sun_path[108];
};
struct unix_address {
	int len;
	struct sockaddr_un name[0];
};
struct unix_sock {
	struct sock sk;
	struct unix_address *addr;
	struct sock *peer;
};

struct module {
	char name[56];
};

struct kernel_siginfo {
	int si_code;
};

struct io_ring_ctx {
	unsigned int flags;
	unsigned int sq_entries;
};

enum bpf_prog_type {
	BPF_PROG_TYPE_UNSPEC,
};
struct bpf_prog_aux {
	u32 id;
	const char *attach_func_name;
	char name[16];
};
struct bpf_prog {
	enum bpf_prog_type type;
	u32 len;
	u8 tag[8];
	struct bpf_prog_aux *aux;
};
struct bpf_link {
	u32 id;
	struct bpf_prog *prog;
};

struct seq_file {
	unsigned long count;
};
struct bpf_iter_meta {
	struct seq_file *seq;
};
struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

#pragma clang attribute pop

#endif
